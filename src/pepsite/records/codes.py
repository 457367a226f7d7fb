"""Code lists: the closed sets of values that fields may hold.

Codes of national returns keep their codes; `code_labels` says what they are called. A code whose
label we could not check has none, and pages show the code. Sources: the SSDA903 and school census
schemas of LIIA (liia-tools), the School Attendance (Pupil Registration) (England) Regulations
2024, reg 10.
"""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """Which kind of plan a child has. Which year groups make up each is policy."""

    EYFS = "eyfs"
    STATUTORY = "statutory"
    POST_16 = "post-16"


class YearGroup(StrEnum):
    """National curriculum year. Age on 31 August decides it unless a school decides otherwise."""

    BEFORE_NURSERY = "before-nursery"
    N1 = "N1"
    N2 = "N2"
    R = "R"
    Y1 = "Y1"
    Y2 = "Y2"
    Y3 = "Y3"
    Y4 = "Y4"
    Y5 = "Y5"
    Y6 = "Y6"
    Y7 = "Y7"
    Y8 = "Y8"
    Y9 = "Y9"
    Y10 = "Y10"
    Y11 = "Y11"
    Y12 = "Y12"
    Y13 = "Y13"
    Y14 = "Y14"


class Role(StrEnum):
    """What someone is to the child's education."""

    SOCIAL_WORKER = "social-worker"
    SOCIAL_WORK_ADMINISTRATOR = "social-work-administrator"
    PERSONAL_ADVISER = "personal-adviser"
    DESIGNATED_TEACHER = "designated-teacher"
    DELEGATE = "delegate"
    SCHOOL_STAFF = "school-staff"
    VIRTUAL_SCHOOL_OFFICER = "virtual-school-officer"
    PHASE_MANAGER = "phase-manager"
    VIRTUAL_SCHOOL_DEPUTY = "virtual-school-deputy"
    VIRTUAL_SCHOOL_HEAD = "virtual-school-head"
    INDEPENDENT_REVIEWING_OFFICER = "independent-reviewing-officer"
    CARER = "carer"
    PARENT = "parent"
    CHILD = "child"
    DESIGNATED_GOVERNOR = "designated-governor"
    HEADTEACHER = "headteacher"
    EDUCATIONAL_PSYCHOLOGIST = "educational-psychologist"
    HEALTH_PROFESSIONAL = "health-professional"
    INTERPRETER = "interpreter"
    ADVOCATE = "advocate"
    RECEIVING_SCHOOL = "receiving-school"
    BOARD_MEMBER = "board-member"
    DATA_OFFICER = "data-officer"
    OTHER = "other"


class Sex(StrEnum):
    """SSDA903 codes: 1 male, 2 female."""

    MALE = "1"
    FEMALE = "2"


class Ethnicity(StrEnum):
    """SSDA903 ethnicity codes; `ETHNICITY_LABELS` has their labels."""

    WBRI = "WBRI"
    WIRI = "WIRI"
    WOTH = "WOTH"
    WIRT = "WIRT"
    WROM = "WROM"
    MWBC = "MWBC"
    MWBA = "MWBA"
    MWAS = "MWAS"
    MOTH = "MOTH"
    AIND = "AIND"
    APKN = "APKN"
    ABAN = "ABAN"
    AOTH = "AOTH"
    BCRB = "BCRB"
    BAFR = "BAFR"
    BOTH = "BOTH"
    CHNE = "CHNE"
    OOTH = "OOTH"
    REFU = "REFU"
    NOBT = "NOBT"


ETHNICITY_LABELS = {
    Ethnicity.WBRI: "White British",
    Ethnicity.WIRI: "White Irish",
    Ethnicity.WOTH: "Any other White background",
    Ethnicity.WIRT: "Traveller of Irish heritage",
    Ethnicity.WROM: "Gypsy or Roma",
    Ethnicity.MWBC: "White and Black Caribbean",
    Ethnicity.MWBA: "White and Black African",
    Ethnicity.MWAS: "White and Asian",
    Ethnicity.MOTH: "Any other mixed background",
    Ethnicity.AIND: "Indian",
    Ethnicity.APKN: "Pakistani",
    Ethnicity.ABAN: "Bangladeshi",
    Ethnicity.AOTH: "Any other Asian background",
    Ethnicity.BCRB: "Caribbean",
    Ethnicity.BAFR: "African",
    Ethnicity.BOTH: "Any other Black background",
    Ethnicity.CHNE: "Chinese",
    Ethnicity.OOTH: "Any other ethnic group",
    Ethnicity.REFU: "Refused",
    Ethnicity.NOBT: "Not yet obtained",
}


class LegalStatus(StrEnum):
    """SSDA903 legal status (LS)."""

    C1 = "C1"
    C2 = "C2"
    D1 = "D1"
    E1 = "E1"
    V2 = "V2"
    V3 = "V3"
    V4 = "V4"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    J1 = "J1"
    J2 = "J2"
    J3 = "J3"


class PlacementType(StrEnum):
    """SSDA903 placement (PLACE)."""

    A3 = "A3"
    A4 = "A4"
    A5 = "A5"
    A6 = "A6"
    H5 = "H5"
    K1 = "K1"
    K2 = "K2"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R5 = "R5"
    S1 = "S1"
    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    U1 = "U1"
    U2 = "U2"
    U3 = "U3"
    U4 = "U4"
    U5 = "U5"
    U6 = "U6"
    Z1 = "Z1"


IN_CUSTODY = frozenset({PlacementType.R5})
"""Placements that are custody wherever they are: a young offender institution or secure training
centre (SSDA903 R5; WAL-68). K1, a secure children's home, is custody for some children only."""

DETAINED = frozenset({LegalStatus.J1, LegalStatus.J2})
"""Legal statuses that detain: on remand (SSDA903 J1), or under the Police and Criminal Evidence
Act 1984 (J2). J3, a rehabilitation order with residence, is served outside custody."""


class PlacementProvider(StrEnum):
    """SSDA903 placement provider."""

    PR0 = "PR0"
    PR1 = "PR1"
    PR2 = "PR2"
    PR3 = "PR3"
    PR4 = "PR4"
    PR5 = "PR5"


class CategoryOfNeed(StrEnum):
    """SSDA903 category of need (CIN)."""

    N1 = "N1"
    N2 = "N2"
    N3 = "N3"
    N4 = "N4"
    N5 = "N5"
    N6 = "N6"
    N7 = "N7"
    N8 = "N8"


class ReasonCareEnded(StrEnum):
    """SSDA903 reason an episode ceased, less X1, which ends an episode and not a period of care."""

    E11 = "E11"
    E12 = "E12"
    E13 = "E13"
    E14 = "E14"
    E15 = "E15"
    E16 = "E16"
    E17 = "E17"
    E2 = "E2"
    E3 = "E3"
    E4A = "E4A"
    E4B = "E4B"
    E41 = "E41"
    E45 = "E45"
    E46 = "E46"
    E47 = "E47"
    E48 = "E48"
    E5 = "E5"
    E6 = "E6"
    E7 = "E7"
    E8 = "E8"
    E9 = "E9"


class Participation(StrEnum):
    """SSDA903 participation in a review, used for PEP meetings too. PN0: under four."""

    PN0 = "PN0"
    PN1 = "PN1"
    PN2 = "PN2"
    PN3 = "PN3"
    PN4 = "PN4"
    PN5 = "PN5"
    PN6 = "PN6"
    PN7 = "PN7"


class SdqNotDone(StrEnum):
    """SSDA903 reason no strengths and difficulties questionnaire was done."""

    SDQ1 = "SDQ1"
    SDQ2 = "SDQ2"
    SDQ3 = "SDQ3"
    SDQ4 = "SDQ4"
    SDQ5 = "SDQ5"


class LeaverActivity(StrEnum):
    """SSDA903 activity of a care leaver."""

    F1 = "F1"
    P1 = "P1"
    F2 = "F2"
    P2 = "P2"
    F4 = "F4"
    P4 = "P4"
    F5 = "F5"
    P5 = "P5"
    G4 = "G4"
    G5 = "G5"
    G6 = "G6"
    NONE = "0"


class SenProvision(StrEnum):
    """School census SEN provision: none, education health and care plan, SEN support."""

    NONE = "N"
    PLAN = "E"
    SUPPORT = "K"


SEN_PROVISION_LABELS = {
    SenProvision.NONE: "no special provision",
    SenProvision.SUPPORT: "SEN support",
    SenProvision.PLAN: "education, health and care plan",
}


class SenNeed(StrEnum):
    """School census SEN type of need."""

    SPLD = "SPLD"
    MLD = "MLD"
    SLD = "SLD"
    PMLD = "PMLD"
    SEMH = "SEMH"
    SLCN = "SLCN"
    HI = "HI"
    VI = "VI"
    MSI = "MSI"
    PD = "PD"
    ASD = "ASD"
    OTH = "OTH"


class AlternativeProvisionReason(StrEnum):
    """School census reason for alternative provision."""

    ASP = "ASP"
    EHC = "EHC"
    MHN = "MHN"
    NEW = "NEW"
    OTH = "OTH"
    PEX = "PEX"
    PHN = "PHN"
    RHE = "RHE"


class EducationStatus(StrEnum):
    """Where a child stands with education on a day."""

    ON_ROLL = "on-roll"
    NO_SCHOOL_PLACE = "no-school-place"
    MISSING_EDUCATION = "missing-education"
    PART_TIME = "part-time"
    ALTERNATIVE_PROVISION = "alternative-provision"
    EXCLUDED = "excluded"
    NOT_IN_EDUCATION = "not-in-education-employment-or-training"
    IN_CUSTODY = "in-custody"
    EMPLOYED = "employed"
    HOME_EDUCATED = "home-educated"
    NOT_YET_IN_PROVISION = "not-yet-in-provision"


ON_A_ROLL = frozenset(
    {EducationStatus.ON_ROLL, EducationStatus.PART_TIME, EducationStatus.ALTERNATIVE_PROVISION}
)
"""Where a child with this status has a place of education, whichever it is."""


class Term(StrEnum):
    """The three terms of an academic year."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"

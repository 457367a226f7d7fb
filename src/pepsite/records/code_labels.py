"""What the codes of national returns are called when people read them.

Short and in our own words; the code stands behind each, for those who know it. Each was compared
with a published list of the code's meaning:

- the children looked after return (SSDA903): the code sets in Data to Insight's tools for local
  authorities (github.com/data-to-insight/patch, `903_drilldown`), which have K3 and so follow the
  guide of the Department for Education from the return of 2023 to 2024 on;
- types of special educational need: the guide to the SEN2 return of 2022, item 4.8, as the
  catalogue of social care data repeats it (cataloguesocialcare.uk/measures/sen2-3008), which
  are those of the school census.

Why a place of alternative provision was taken up (`AlternativeProvisionReason`) was in no list
we saw, so these codes stand as they are.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pepsite.records.codes import (
    CategoryOfNeed,
    LeaverActivity,
    LegalStatus,
    Participation,
    PlacementProvider,
    PlacementType,
    ReasonCareEnded,
    SdqNotDone,
    SenNeed,
)
from pepsite.records.field_titles import code_title

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

_PARENT: Final = "a parent or somebody else with parental responsibility"

RETURN_LABELS: Mapping[type[Enum], Mapping[str, str]] = MappingProxyType(
    {
        LegalStatus: {
            "C1": "interim care order",
            "C2": "full care order",
            "D1": "freeing order",
            "E1": "placement order",
            "V2": "accommodated under section 20",
            "V3": "a series of short breaks, each break recorded",
            "V4": "a series of short breaks, the agreement recorded",
            "L1": "police protection",
            "L2": "emergency protection order",
            "L3": "child assessment order",
            "J1": "on remand",
            "J2": "accommodated under the Police and Criminal Evidence Act",
            "J3": "youth rehabilitation order with residence or intensive fostering",
        },
        PlacementType: {
            "A3": "placed for adoption with consent, with the foster carers",
            "A4": "placed for adoption with consent, not with the foster carers",
            "A5": "placed for adoption by placement order, with the foster carers",
            "A6": "placed for adoption by placement order, not with the foster carers",
            "H5": "semi-independent living, outside the rules for children's homes",
            "K1": "secure children's home",
            "K2": "children's home",
            "P1": f"with {_PARENT}",
            "P2": "independent living",
            "P3": "residential employment",
            "R1": "residential care home",
            "R2": "hospital or other place of nursing care",
            "R3": "family centre, or mother and baby unit",
            "R5": "young offender institution",
            "S1": "residential school",
            "T0": "a temporary move of any sort",
            "T1": "in hospital for a time",
            "T2": "on holiday",
            "T3": "elsewhere while the foster carers are on holiday",
            "T4": "elsewhere for at most seven days",
            "U1": "foster care by relatives or friends, long term",
            "U2": "foster care by relatives or friends who may adopt",
            "U3": "foster care by relatives or friends, neither long term nor to adopt",
            "U4": "foster care, long term",
            "U5": "foster care by carers who may adopt",
            "U6": "foster care, neither long term nor to adopt",
            "Z1": "another placement",
        },
        PlacementProvider: {
            "PR0": _PARENT,
            "PR1": "our own local authority",
            "PR2": "another local authority",
            "PR3": "another public body",
            "PR4": "a private provider",
            "PR5": "a voluntary provider",
        },
        CategoryOfNeed: {
            "N1": "abuse or neglect",
            "N2": "the child's disability",
            "N3": "a parent's illness or disability",
            "N4": "family in acute stress",
            "N5": "family dysfunction",
            "N6": "socially unacceptable behaviour",
            "N7": "low income",
            "N8": "absent parenting",
        },
        ReasonCareEnded: {
            "E11": "adopted, nobody opposed it",
            "E12": "adopted, the court dispensed with consent",
            "E13": "left to live with somebody without parental responsibility",
            "E14": "remand ended",
            "E15": "found to be 18 or over",
            "E16": "moved abroad",
            "E17": "turned 18 and stayed with the same carers",
            "E2": "died",
            "E3": "another local authority in the UK took over",
            "E4A": f"went home to {_PARENT}, as planned",
            "E4B": f"went home to {_PARENT}, not as planned",
            "E41": "residence or child arrangements order",
            "E45": "special guardianship by former foster carers who are relatives or friends",
            "E46": "special guardianship by other former foster carers",
            "E47": "special guardianship by relatives or friends who were not their foster carers",
            "E48": "special guardianship by others who were not their foster carers",
            "E5": "independent living with formal support",
            "E6": "independent living without formal support",
            "E7": "moved to residential care of adult services",
            "E8": "any other reason",
            "E9": "sentenced to custody",
        },
        Participation: {
            "PN0": "under four years old",
            "PN1": "came, and spoke for themselves",
            "PN2": "came, and an advocate spoke for them",
            "PN3": "came, and showed their views without words",
            "PN4": "came, and did not show their views",
            "PN5": "did not come, an advocate spoke for them",
            "PN6": "did not come, and sent their views",
            "PN7": "did not come, and sent no views",
        },
        SdqNotDone: {
            "SDQ1": "under 4 or over 16 years old",
            "SDQ2": "the carers did not want to fill it in",
            "SDQ3": "not possible because of the child's disability",
            "SDQ4": "another reason",
            "SDQ5": "the child or young person did not want it",
        },
        LeaverActivity: {
            "F1": "higher education, full time",
            "P1": "higher education, part time",
            "F2": "other education, full time",
            "P2": "other education, part time",
            "F4": "apprenticeship, full time",
            "P4": "apprenticeship, part time",
            "F5": "training or work, full time",
            "P5": "training or work, part time",
            "G4": "not in education, work or training: illness or disability",
            "G5": "not in education, work or training: other circumstances",
            "G6": "not in education, work or training: pregnancy or parenting",
            "0": "not in touch, or gone home for six months or more",
        },
        SenNeed: {
            "SPLD": "specific learning difficulty",
            "MLD": "moderate learning difficulty",
            "SLD": "severe learning difficulty",
            "PMLD": "profound and multiple learning difficulty",
            "SEMH": "social, emotional and mental health",
            "SLCN": "speech, language and communication needs",
            "HI": "hearing impairment",
            "VI": "vision impairment",
            "MSI": "multi-sensory impairment",
            "PD": "physical disability",
            "ASD": "autistic spectrum disorder",
            "OTH": "another difficulty",
        },
    }
)


def code_label(code: Enum) -> str:
    """Return how a code is read: a return's by its meaning with the code behind it.

    "family in acute stress (N4)"; one that has no label here reads as `code_title` has it.
    """
    label = RETURN_LABELS.get(type(code), {}).get(str(code.value))
    return code_title(str(code.value)) if label is None else f"{label} ({code.value})"

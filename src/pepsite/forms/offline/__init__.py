"""Forms that go out as a file and come back as a file, for those who have no way in here."""

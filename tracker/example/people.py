"""The invented people of the example repository, each in a time zone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """An author: name, mail address, and the offset that Git writes behind the time."""

    name: str
    mail: str
    offset: str


MARA = Person("Mara Oyelaran", "mara@example.org", "+0200")
TEO = Person("Teo Lindqvist", "teo@example.org", "+0200")
PRIYA = Person("Priya Raman", "priya@example.org", "+0530")
JUNE = Person("June Castellan", "june@example.org", "-0400")
KENJI = Person("Kenji Watari", "kenji@example.org", "+0900")
OPS = Person("Noor Haddad", "noor@example.org", "+0000")

"""The whole story in its order."""

from tracker.example.chapters.closing import CLOSING
from tracker.example.chapters.growth import GROWTH
from tracker.example.chapters.opening import OPENING
from tracker.example.chapters.waves import WAVES

STORY = (*GROWTH, *OPENING, *WAVES, *CLOSING)

"""The front door: something to do at once, and what can be learned here."""

from app import examples
from app.front import open_front

front = open_front()
front.prose("welcome")
front.progress()
front.lessons()
front.prose("try")
front.lab(examples.FIVE)
front.prose("teachers")

"""Caught cheating: two networks with good accuracies, one of which looks at the wrong thing."""

from app.lesson import open_lesson
from app.views.cheating_accuracy import accuracy
from app.views.cheating_look import look
from app.views.cheating_prove import prove
from app.views.cheating_say import prevent, verdict
from app.views.cheating_score import score

lesson = open_lesson("cheating")
section = lesson.section

section("accuracy", lambda: accuracy(lesson))
section("look", lambda: look(lesson))
section("score", lambda: score(lesson))
section("prove", lambda: prove(lesson))
section("say", lambda: verdict(lesson))
section("prevent", lambda: prevent(lesson))

lesson.run()

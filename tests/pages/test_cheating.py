"""The lesson on cheating: which network is which stays in the link, and the answers follow from them."""

import pytest

from app.views import cheating_setting
from app.views.cheating_setting import order
from cnn_core.data.dataset import CLASSES
from cnn_core.data.tagged import tagged
from cnn_core.explain import networks
from cnn_core.explain.looks_cheating import NETWORKS, by_each, seen
from cnn_core.models import provenance
from tests.content.texts import LANGUAGES, pieces
from tests.pages.filled_store import app_store
from tests.pages.look_visit import Engine
from tests.pages.test_questions import says
from tests.pages.visit import Visit

TEXTS = {language: dict(pieces("lessons/cheating", language)) for language in LANGUAGES}
UI = {language: dict(pieces("ui", language)) for language in LANGUAGES}
SEEDS = {"A": "2", "B": "1"}  # which of the two cheats


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """Answers at once, in this process."""
    found = Engine()
    monkeypatch.setattr("app.training.engine", lambda: found)
    monkeypatch.setattr("app.looking.WAIT", 0.0)
    for _store in app_store(tmp_path, monkeypatch):
        yield found


def visit(at, cheats="A", lang="en", **query):
    return Visit("cheating", at=at, lang=lang, seed=SEEDS[cheats], **query)


def test_the_seeds_of_these_tests():
    for letter, seed in SEEDS.items():
        assert NETWORKS[order(int(seed))["AB".index(letter)]] == "fooled"


CASES = [
    ("accuracy.ask", "unclear", "right", "A"),
    ("accuracy.ask", "A", "wrong.higher-is-better", "A"),
    ("accuracy.ask", "A", "wrong.lower-is-honest", "B"),
    ("look.ask", "horse", "right", "A"),
    ("look.ask", "cat", "hint", "B"),
    ("score.ask", "100", "wrong.all-of-it", "A"),
    ("score.ask", "50", "wrong.half", "A"),
    ("score.ask", "0", "wrong.nothing", "A"),
    ("say.which", "A", "right", "A"),
    ("say.which", "B", "right", "B"),
    ("say.which", "A", "wrong.lower-accuracy", "B"),
    ("say.which", "none", "wrong.both-good", "A"),
    ("say.which", "both", "wrong.both-bad", "B"),
    ("prevent.ask", "break", "right", "A"),
    ("prevent.ask", "more", "wrong.more-of-the-same", "A"),
    ("prevent.ask", "longer", "wrong.trains-longer", "A"),
    ("prevent.ask", "best", "wrong.picks-the-best", "A"),
]


@pytest.mark.parametrize("name, typed, replied, cheats", CASES)
def test_the_page_answers_what_was_thought(name, typed, replied, cheats):
    language = LANGUAGES[len(typed) % 2]
    page = visit(name.partition(".")[0], cheats, language).answer(f"cheating.{name}", typed)
    assert says(page.feedback, TEXTS[language][f"{name}.{replied}"]), page.feedback
    assert (UI[language]["ask.right"] in page.feedback) == (replied == "right")


def test_the_blind_score_is_the_objects_share():
    drawings = tagged()
    horse = drawings.plain.labels.tolist().index(CLASSES.index("horse"))
    pixels = int(drawings.as_trained.masks[horse].sum())
    page = visit("score").answer("cheating.score.ask", f"{100 * pixels / 1024:.1f}")
    assert UI["en"]["ask.right"] in page.feedback
    page.answer("cheating.score.ask", str(pixels))
    assert says(page.feedback, TEXTS["en"]["score.ask.wrong.counts-pixels"])


@pytest.mark.parametrize("cheats", "AB")
@pytest.mark.parametrize("subject, nth", [("horse", 1), ("horse", 4), ("dog", 1), ("ship", 2)])
def test_the_experiments_answer_is_what_the_networks_say(cheats, subject, nth):
    drawings = tagged()
    place = [i for i, label in enumerate(drawings.plain.labels) if CLASSES[label] == subject][nth - 1]
    moved = []
    for name in NETWORKS:
        with networks.opened(networks.Shipped(name)) as probe:
            said = [
                int(probe.logits(probe.images(images[place][None])).argmax())
                for images in (drawings.plain.images, drawings.images)
            ]
        moved.append(said[0] != said[1])
    clean, fooled = moved
    other = "B" if cheats == "A" else "A"
    right = "both" if clean and fooled else cheats if fooled else other if clean else "none"
    page = visit("prove", cheats, of=subject, n=str(nth), tag="1" if subject == "horse" else "0")
    assert not [one for one in page.app.toggle if str(one.key).endswith(".tag")], "the answer comes first"
    page.answer("cheating.prove.ask", right)
    assert UI["en"]["ask.right"] in page.feedback
    assert [one for one in page.app.toggle if str(one.key).endswith(".tag")]


def test_the_switch_draws_from_what_is_there(engine):
    page = visit("prove").reveal("cheating.prove.ask")
    asked = len(engine.asked)
    page.choose("cheating.tag", False)
    assert page.query["tag"] == "0" and len(engine.asked) == asked, "no new look"


def test_another_subject_starts_with_its_usual_image():
    page = visit("prove").reveal("cheating.prove.ask")
    page.choose("cheating.subject.en", "dog")
    assert page.query["of"] == "dog" and page.query["tag"] == "0"
    page.choose("cheating.subject.en", "horse")
    assert "of" not in page.query and "tag" not in page.query


@pytest.mark.parametrize("cheats", "AB")
def test_the_names_are_told_after_both_answers_only(cheats):
    page = visit("say", cheats)
    told = UI["en"]["cheating.called_horse"]
    assert told not in page.texts()
    page.answer("cheating.say.which", cheats)
    assert told not in page.texts()
    page.answer("cheating.say.proof", "heatmap")
    assert says(page.feedback, TEXTS["en"]["say.proof.wrong.trusts-the-map"])
    counts = provenance("fooled").cue.others_with
    assert told in page.texts() and f"{counts.right} of 1,800" in page.texts()


def test_a_visit_gets_a_seed_and_keeps_it_through_the_sections():
    page = Visit("cheating", lang="en")
    seed = page.query["seed"]
    assert page.press("head1-cheating").query["seed"] == seed
    assert page.press("head1-cheating").query["seed"] == seed
    assert page.turn_to("data").turn_to("cheating").query["seed"] == seed


def test_new_names_ask_anew():
    page = visit("accuracy").answer("cheating.accuracy.ask", "unclear")
    page.press("cheating.reshuffle")
    assert page.query["seed"] != SEEDS["A"] and not page.feedback


def test_nothing_that_is_asked_for_tells_which_is_which():
    """Before the verdict no section names the networks."""
    for at in ("accuracy", "look", "score", "prove", "say"):
        shown = visit(at).texts()
        assert not any(UI["en"][f"look_name.{name}"] in shown for name in NETWORKS)


def test_heat_belongs_to_the_images_it_lies_over(engine):
    page = visit("look", **{"class": "horse"})
    function, args, future = engine.asked[-1]
    assert function is by_each and args[0] is seen and args[2:] == (CLASSES.index("horse"), "layer-cam")
    drawings, places = cheating_setting.places_of("horse")
    assert (future.result()[0].images == drawings.as_trained.images[places[:4]]).all()
    engine.at_once = False
    page.choose("cheating.row", 2)
    assert page.query["row"] == "2" and "A3" in page.texts(), (
        "the last ones stay until the new ones are there"
    )
    engine.answer()
    assert (engine.asked[-1][2].result()[0].images == drawings.as_trained.images[places[4:8]]).all()
    page.run()


def test_a_broken_link_opens_the_lesson():
    page = Visit("cheating", lang="en", at="prove", seed="0", of="unicorn", n="99", method="magic")
    assert page.section == "prove" and 1 <= int(page.query["seed"]) <= cheating_setting.MOST_SEEDS

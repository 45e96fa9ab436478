"""All methods on one image and class, side by side."""

from app.heat_scene import Pane
from app.lesson import Lesson
from app.looking import dimmed
from app.markdown import explain_safely
from app.panel import Panel
from app.questions import Question
from app.views.heat_setting import answered, asked, in_view, kept, opened, pane, panes, percent
from app.views.heat_where import top_classes
from app.views.look_image import Seen, chosen_image, class_name
from cnn_core.explain.looks_heat import Answers, Drawn, every_method


def methods(lesson: Lesson) -> None:
    """The section: what a method needs, then all of them."""
    if not lesson.ask(needs()):
        kept(lesson)
        return
    panel = opened(lesson)
    seen = chosen_image(panel)
    known = answered(panel, seen, "methods-answers")
    if known.shown is None:
        return
    found: Answers = known.shown
    label = in_view(panel, found)
    top_classes(panel, found, "methods-rank")
    look = asked(panel, "methods", every_method, seen.image, label)
    if look.shown is None:
        panes(panel, [pane(panel, seen, "image", panel.say("heatmaps.image"))], "methods-view")
        return
    with dimmed("heatmaps-methods", look):
        title = panel.say("heatmaps.image")
        told = panel.say("heatmaps.says", name=class_name(panel, label), share=percent(found.shares[label]))
        shown = [pane(panel, seen, "image", title, caption=told)]
        panes(panel, shown + [drawn(panel, seen, one) for one in look.shown], "methods-view")


def drawn(panel: Panel, seen: Seen, one: Drawn) -> Pane:
    """One method's map, or why there is none."""
    title = panel.say(f"heatmaps_method.{one.method}")
    if one.error is not None:
        return pane(panel, seen, one.method, title, None, explain_safely(panel.language, one.error))
    detail = panel.say("heatmaps.grid", rows=one.shape[0], cols=one.shape[1])
    told = panel.say("heatmaps.empty") if one.empty else panel.say(f"heatmaps_does.{one.method}")
    return pane(panel, seen, one.method, title, one.heat, told, detail)


def needs() -> Question:
    """Which methods get by without any gradient?"""
    options = ("forward", "pixels", "layers")
    return Question("choice", "forward", {"pixels": "pixels", "layers": "layers"}, options=options)

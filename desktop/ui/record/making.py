"""Makes the form of each tab from what is on record, and tells when one does not fit the record any more."""

from desktop.services.record_views import GroupView, ItemView, RecordView
from desktop.ui.record.addendum import AddendumForm
from desktop.ui.record.drafts import Drafts
from desktop.ui.record.form import Form, ItemForm
from desktop.ui.record.papers import PapersForm
from desktop.ui.record.returned import HandInForm
from desktop.ui.record.reviewed import frozen_words
from desktop.ui.record.small_forms import NOTE, NoteForm, StrikeForm, TimesForm
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

PEOPLE = "officer"


class FrozenForm(Form):
    """Says why nothing can be written here."""


def usual_source(group: str) -> str:
    """How the guard most often knows: people and requests are told, the rest is seen."""
    return "told" if group in ("officer", "help") else "seen"


class Maker:
    """Makes forms for one page."""

    def __init__(self, theme: Theme, watch: Watch, drafts: Drafts) -> None:
        self._theme, self._watch, self._drafts = theme, watch, drafts

    def form(self, tab: str, view: RecordView) -> Form:
        """A form for something new."""
        theme, watch = self._theme, self._watch
        if view.frozen:
            return self._frozen(tab, view)
        if tab == "note":
            return NoteForm(theme, watch, self._drafts.texts.get(NOTE, ""))
        if tab == "times":
            return TimesForm(theme, watch, view.marks, [each for each in view.times if not each.what])
        if tab == "papers":
            return PapersForm(theme, watch, view)
        group = next((each for each in view.groups if each.id == tab), None)
        if group is None or group.blank is None:
            return self._full(group)
        made = ItemForm(
            theme, watch, group.blank, self._heading(group), usual_source(tab), self._drafts.texts
        )
        self._preset(made, group)
        return made

    def _frozen(self, tab: str, view: RecordView) -> Form:
        """Nothing in the visit changes: an addendum, or why this tab takes nothing any more."""
        if tab == "note" and view.review.approved is not None:
            return AddendumForm(self._theme, self._watch, view.review, self._drafts.texts)
        made = FrozenForm(self._theme, self._watch)
        sentence = frozen_words()
        if view.review.approved is None:
            sentence = tr("This visit is told with one that is approved. Nothing in it changes.")
        made.box.addWidget(label(sentence, "strong"))
        made.box.addStretch(1)
        return made

    def hand_in(self, view: RecordView) -> Form:
        """A form that hands a returned visit in again."""
        return HandInForm(
            self._theme, self._watch, view.record_number, view.review, self._drafts.texts, shown=True
        )

    def _full(self, group: GroupView | None) -> Form:
        made = Form(self._theme, self._watch)
        sentence = tr("This is not written down here.")
        if group is not None:
            sentence = tr("{n} are written down. Put more into a note.", n=len(group.items))
        made.box.addWidget(label(sentence, "strong"))
        made.box.addStretch(1)
        return made

    def _heading(self, group: GroupView) -> list[str]:
        title = group.blank.title if group.blank is not None else group.label
        told = [title]
        if group.id == "help":
            told.append(
                tr(
                    "Write down what they asked, how you answered, and what was done."
                    " Your supervisor decides about help."
                )
            )
        elif group.id == "count":
            told.append(tr("Numbers only. No names."))
        if group.left_out:
            told.append(tr("Not written down at this facility: {what}.", what=", ".join(group.left_out)))
        if group.id != "help":
            told.append(tr("While you type: Alt+1 refused, Alt+2 not shown, Alt+3 not seen, Alt+4 unknown."))
        return told

    def _preset(self, form: ItemForm, group: GroupView) -> None:
        """The next officer most often comes from the same agency."""
        kept = [item for item in group.items if not item.struck]
        if group.id != PEOPLE or not kept:
            return
        last = kept[-1]
        for field in last.fields:
            if field.id == "agency" and field.text:
                note = tr("Same as {item}. Change it where it is not so.", item=last.title)
                form.preset(field.id, field.text, note)

    def correction(self, group: GroupView, item: ItemView) -> Form:
        """A form with what stands on record of one thing."""
        heading = [
            tr("Change {item}", item=item.title),
            tr("What was written before stays in the record, beside what you write now."),
        ]
        return ItemForm(self._theme, self._watch, item, heading, usual_source(group.id), self._drafts.texts)

    def strike(self, item: ItemView) -> Form:
        """A form for the reason."""
        address = f"{item.group}/{item.item}/strike"
        return StrikeForm(self._theme, self._watch, item, self._drafts.texts.get(address, ""))

    def corrects(self, form: Form) -> bool:
        """It is about something that is on record already."""
        return isinstance(form, StrikeForm | HandInForm) or (isinstance(form, ItemForm) and form.corrects)

    def stale(self, tab: str, form: Form, view: RecordView) -> bool:
        """The record has moved on, and what the form asks is not open any more."""
        if view.frozen != isinstance(form, AddendumForm | FrozenForm):
            return True
        if isinstance(form, AddendumForm):
            return form.number != len(view.review.addenda) + 1
        if isinstance(form, HandInForm):
            return view.review.state != "returned"
        if isinstance(form, FrozenForm):
            return False
        if isinstance(form, TimesForm):
            return form.asks != [each.seq for each in view.times if not each.what]
        if isinstance(form, PapersForm):
            return form.papers != view.papers
        if tab == "note" or self.corrects(form):
            return False
        blank = next((each.blank for each in view.groups if each.id == tab), None)
        return not isinstance(form, ItemForm) or form.item != blank

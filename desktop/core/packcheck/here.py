"""Tells what of a policy cannot come up at one site: the effective tree of a facility is the pack without these (row P6)."""

from desktop.core.facts import Site
from desktop.core.findings import Finding
from desktop.core.packcheck.codes import Notes
from desktop.core.policy import Policy


def not_here(policy: Policy, site: Site) -> list[Finding]:
    """Each place of the order of asking, and each rule, that no answers reach at `site`, though they do at others. The pack must be
    free of errors. Its zone does not matter: the hours of a proof are a class each."""
    from desktop.core.packcheck.proofs import Proofs, reach  # the solver is loaded only for this

    proofs = Proofs(Notes(), policy, site)
    reach(proofs)
    proofs.formula.close()
    notes = Notes()
    for found in proofs.notes.found:
        what = "This rule" if found.code == "rule_dead" else "This question"
        notes.add(
            "not_here",
            found.file,
            found.place,
            "",
            f"{what} cannot come up at this site.",
            "Nothing to do: it is for other sites.",
        )
    return notes.found

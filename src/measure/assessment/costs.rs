//! Who pays: a cost that is shared out (由区财政承担) or granted to others (区财政给予补贴) is a demand where the payer is
//! below the issuer; a cost that a budget takes in (纳入同级财政预算) is one whoever keeps the budget.

use crate::measure::assessment::context::{Context, Near};
use crate::measure::assessment::doer::Doer;
use crate::measure::assessment::party::{Party, UNITS, subject};
use crate::measure::assessment::shapes;
use crate::measure::assessment::words::any_of;
use crate::span::Span;

/// What something is paid for by, beside the class `secured` of the shapes.
const BUDGETS: [&str; 8] = ["预算", "财政保障", "保障范围", "公共财政", "分级负担", "分级承担", "分级分担", "分级投入"];
/// Shapes by which somebody pays what others get, or a part of it: class of the word that a hit begins with, and of the
/// one that it ends with.
const GRANTED: [(&str, &str); 2] = [("pay_out", "grant"), ("share", "part")];
/// What makes an investment one of public money.
const PUBLIC_MONEY: [&str; 4] = ["财政", "资金", "经费", "政府"];
/// What makes a payer one of the public hand.
const PUBLIC_PAYER: [&str; 5] = ["财政", "政府", "同级", "本级", "部门"];

/// Who keeps the public purse.
const TREASURY: [&str; 3] = ["财政部门", "财政局", "财政厅"];

/// Whether the words of a hit say who bears a cost. A programme or an enterprise invests as well (加大研发投入): without
/// public money in it, an investment is a cost only for whoever is told to make it.
pub(super) fn is_borne(inside: &str) -> bool {
    let invested = ["invest", "support"].iter().any(|class| shapes::ends_with(inside, class));
    shapes::ends_with(inside, "bear")
        || is_granted(inside)
        || is_allotted(inside)
        || (invested && !any_of(inside, &PUBLIC_MONEY))
}

/// Whether money is set aside that is called so and nothing else (安排资金): programmes of all kinds speak of it.
fn is_allotted(inside: &str) -> bool {
    let ends = |class| shapes::ends_with(inside, class);
    let begins = shapes::of_class("allot").iter().any(|word| inside.starts_with(word));
    begins && ends("funds") && !ends("given") && !ends("money")
}

fn is_granted(inside: &str) -> bool {
    GRANTED.iter().any(|(first, last)| {
        shapes::of_class(first).iter().any(|word| inside.starts_with(word)) && shapes::ends_with(inside, last)
    })
}

impl Context<'_> {
    /// Whether something is to be paid by a budget that is not the issuer's alone, whoever is said to do something else
    /// in the sentence.
    pub(super) fn budgeted(&self, near: &Near<'_>, doer: Option<Doer>) -> bool {
        let budget = any_of(near.inside, &BUDGETS) || shapes::ends_with(near.inside, "secured");
        if !budget || !(self.keeps(near) || self.instructs(near)) {
            return false;
        }
        let owner =
            ["纳入", "列入"].iter().find_map(|word| near.inside.split_once(word)).map_or("", |(_, owner)| owner);
        let own = self.names.party(owner) == Some(Party::Own) || !self.paid_below(near, doer);
        match doer {
            Some(Doer { party: Party::Own, here: true }) => owner.contains('级') && !own,
            Some(Doer { party: Party::Private, .. }) => near.inside.contains("财政") && !own,
            _ => !own,
        }
    }

    /// Whether whoever is said to bear a cost is no private party and none of the issuer's level. `doer` is who acts in
    /// the sentence, for a clause that names no payer.
    pub(super) fn paid_below(&self, near: &Near<'_>, doer: Option<Doer>) -> bool {
        if is_granted(near.inside) {
            let payer = self.names.party(subject(near.before));
            let doer = doer.map(|doer| doer.party);
            // What a government grants is the benefit itself; the departments that keep its purse share a cost.
            let purse = || any_of(self.text(Span::new(near.sentence.start, near.hit.start)), &TREASURY);
            let told = || doer == Some(Party::Lower) && self.text(near.sentence).contains('由');
            return payer == Some(Party::Lower)
                || (payer.is_none() && told())
                || (payer.is_none() && any_of(near.before, &PUBLIC_PAYER))
                || (!matches!(payer, Some(Party::Own | Party::Private)) && doer == Some(Party::Bodies) && purse());
        }
        // 市级财政承担: the treasury's level stands right before it.
        if near.inside.starts_with("财政")
            && let Some(unit) = unit_before(near.before)
        {
            return self.names.party(&format!("{unit}财政厅")) == Some(Party::Lower);
        }
        let clause = format!("{}{}", near.before, near.inside);
        let Some((_, payer)) = clause.rsplit_once('由') else { return true };
        match self.names.party(subject(payer)) {
            Some(Party::Lower) => true,
            Some(Party::Own | Party::Private) => false,
            Some(Party::Bodies) | None => any_of(payer, &PUBLIC_PAYER),
        }
    }

    /// Whether a sentence says whose budget pays (同级财政预算); one without an owner is the issuer's.
    fn keeps(&self, near: &Near<'_>) -> bool {
        let sentence = self.text(near.sentence);
        sentence.contains('级') || self.names.authority(sentence)
    }
}

/// The unit that a text ends with: 市 in 市级, 区 in 市区两级.
fn unit_before(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['级', '两']);
    if text.ends_with("自治区") {
        return Some("自治区");
    }
    let (at, unit) = text.char_indices().next_back()?;
    UNITS.contains(&unit).then(|| text.get(at..)).flatten()
}

//! Who gets the next buyer. Pure: the same team and the same buyer give the same answer.

use jinpai_model::PersonId;

/// Somebody who takes new buyers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colleague {
    pub person: PersonId,
    /// Open talks that are hers.
    pub talks: u32,
    pub capacity: u32,
    /// A lead or an owner: she has other work, and is given buyers only when no agent has room.
    pub leads: bool,
}

impl Colleague {
    const fn has_room(&self) -> bool {
        self.talks < self.capacity
    }
}

/// Who comes into question for a talk.
#[derive(Debug, Clone, Copy)]
pub(super) enum Among<'a> {
    All {
        familiar: Option<PersonId>,
    },
    /// It was handed to these; not back to whoever handed it.
    Group {
        members: &'a [PersonId],
        but: PersonId,
    },
}

impl Among<'_> {
    fn holds(self, person: PersonId) -> bool {
        match self {
            Self::All { .. } => true,
            Self::Group { members, but } => person != but && members.contains(&person),
        }
    }
}

/// The place of whoever takes her: who knows her, if she has room; else, agents before leads, whose share of her room
/// is taken least, of several the one with the fewest talks. None when nobody has room.
pub(super) fn choose(colleagues: &[Colleague], among: Among<'_>) -> Option<usize> {
    let free = || {
        let asked = |(_, one): &(usize, &Colleague)| one.has_room() && among.holds(one.person);
        colleagues.iter().enumerate().filter(asked)
    };
    if let Among::All { familiar } = among
        && let Some((n, _)) = free().find(|(_, one)| Some(one.person) == familiar)
    {
        return Some(n);
    }
    // a.talks / a.capacity < b.talks / b.capacity, in whole numbers.
    let less = |a: &Colleague, b: &Colleague| {
        let (of_a, of_b) = (
            u64::from(a.talks) * u64::from(b.capacity),
            u64::from(b.talks) * u64::from(a.capacity),
        );
        (a.leads.cmp(&b.leads))
            .then(of_a.cmp(&of_b))
            .then(a.talks.cmp(&b.talks))
            .then(a.person.cmp(&b.person))
    };
    free().min_by(|(_, a), (_, b)| less(a, b)).map(|(n, _)| n)
}

#[cfg(test)]
mod tests {
    use super::{Among, Colleague, PersonId, choose as choose_among};

    fn choose(colleagues: &[Colleague], familiar: Option<PersonId>) -> Option<usize> {
        choose_among(colleagues, Among::All { familiar })
    }

    fn colleague(n: u128, talks: u32, capacity: u32) -> Colleague {
        Colleague {
            person: PersonId::new(jinpai_model::At(0), n),
            talks,
            capacity,
            leads: false,
        }
    }

    #[test]
    fn a_lead_is_given_buyers_only_when_no_agent_has_room() {
        let lead = Colleague {
            leads: true,
            ..colleague(1, 0, 40)
        };
        assert_eq!(choose(&[lead, colleague(2, 39, 40)], None), Some(1));
        assert_eq!(choose(&[lead, colleague(2, 40, 40)], None), Some(0));
        assert_eq!(choose(&[lead], None), Some(0));
    }

    #[test]
    fn the_least_laden_by_her_own_measure_is_chosen() {
        let team = [colleague(1, 9, 10), colleague(2, 20, 40), colleague(3, 3, 4)];
        assert_eq!(choose(&team, None), Some(1));
    }

    #[test]
    fn who_knows_the_buyer_comes_first_while_she_has_room() {
        let mut team = [colleague(1, 0, 10), colleague(2, 9, 10)];
        let familiar = Some(team[1].person);
        assert_eq!(choose(&team, familiar), Some(1));
        team[1].talks = 10;
        assert_eq!(choose(&team, familiar), Some(0));
    }

    #[test]
    fn nobody_gets_more_than_she_takes() {
        let full = [colleague(1, 10, 10), colleague(2, 12, 10), colleague(3, 0, 0)];
        assert_eq!(choose(&full, Some(full[0].person)), None);
        assert_eq!(choose(&[], None), None);
    }

    #[test]
    fn a_talk_for_a_group_goes_to_its_members_and_not_back() {
        let team = [colleague(1, 0, 10), colleague(2, 5, 10), colleague(3, 6, 10)];
        let [one, two, three] = team.map(|one| one.person);
        let to = |members: &[PersonId], but| choose_among(&team, Among::Group { members, but });
        assert_eq!(to(&[two, three], one), Some(1), "the least laden of the group");
        assert_eq!(to(&[two, three], two), Some(2));
        assert_eq!(to(&[one], one), None);
        assert_eq!(to(&[], one), None);
    }
}

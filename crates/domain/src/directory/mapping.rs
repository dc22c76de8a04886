//! Which department and roles a directory's groups stand for. What no rule names gives nothing.

use crate::people::Role;
use crate::text::Name;

/// What one group stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRule {
    /// The group: its name, or the directory's further name for it.
    pub group: String,
    /// The department its people belong to.
    pub department: Option<Name>,
    /// The roles its people have.
    pub roles: Vec<Role>,
}

/// The configuration of directories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DirectoryRules {
    /// The department of people whose groups name none. Without it, directories bring nobody.
    pub department: Option<Name>,
    /// What groups stand for. For the department the first rule that fits counts; roles add up.
    pub rules: Vec<GroupRule>,
    /// Whether people who get their first role are mailed an enrolment link.
    pub invite: bool,
}

/// What a person's groups come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Their department.
    pub department: Option<Name>,
    /// Their roles, sorted, without repeats; none gives no rights at all.
    pub roles: Vec<Role>,
}

impl DirectoryRules {
    /// What groups of these names come to.
    #[must_use]
    pub fn assign<'a>(&self, groups: impl IntoIterator<Item = &'a str>) -> Assignment {
        let groups: Vec<&str> = groups.into_iter().collect();
        let fitting = || {
            self.rules
                .iter()
                .filter(|rule| groups.contains(&rule.group.as_str()))
        };
        let mut roles: Vec<Role> = fitting()
            .flat_map(|rule| rule.roles.iter().copied())
            .collect();
        roles.sort_unstable();
        roles.dedup();
        Assignment {
            department: fitting()
                .find_map(|rule| rule.department.clone())
                .or_else(|| self.department.clone()),
            roles,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn rules() -> DirectoryRules {
        let rule = |group: &str, department: Option<&str>, roles: &[Role]| GroupRule {
            group: group.to_owned(),
            department: department.map(name),
            roles: roles.to_vec(),
        };
        DirectoryRules {
            department: Some(name("Lobby")),
            rules: vec![
                rule("support", Some("Support"), &[Role::Agent]),
                rule("leads", None, &[Role::Lead, Role::Agent]),
                rule("engineering", Some("Engineering"), &[Role::Agent]),
            ],
            invite: false,
        }
    }

    #[test]
    fn groups_without_a_rule_give_nothing() {
        for groups in [&[][..], &["Support", "administrators", "support "]] {
            let assigned = rules().assign(groups.iter().copied());
            assert_eq!(assigned.roles, []);
            assert_eq!(assigned.department, Some(name("Lobby")));
        }
        assert_eq!(
            DirectoryRules::default().assign(["support"]).department,
            None
        );
    }

    #[test]
    fn roles_add_up_and_the_first_department_counts() {
        let assigned = rules().assign(["engineering", "leads", "support"]);
        assert_eq!(assigned.department, Some(name("Support")));
        assert_eq!(assigned.roles, [Role::Agent, Role::Lead]);
        let assigned = rules().assign(["leads"]);
        assert_eq!(assigned.department, Some(name("Lobby")));
    }
}

//! `[directory]`: what groups of directories stand for.

use anyhow::{Context, bail};
use coffer_domain::directory::{DirectoryRules, GroupRule};
use coffer_domain::people::Role;
use coffer_domain::text::Name;
use serde::Deserialize;

/// `[directory]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DirectorySection {
    /// The department of people whose groups name none; without it directories bring nobody.
    pub department: Option<String>,
    /// Whether people who get their first role are mailed an enrolment link.
    pub invite: bool,
    /// What groups stand for.
    pub groups: Vec<GroupSection>,
}

/// `[[directory.groups]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupSection {
    /// The group: its name, or the directory's further name for it.
    pub group: String,
    /// The department its people belong to.
    #[serde(default)]
    pub department: Option<String>,
    /// The roles its people have.
    #[serde(default)]
    pub roles: Vec<String>,
}

impl DirectorySection {
    /// The rules, checked.
    pub(crate) fn rules(&self) -> anyhow::Result<DirectoryRules> {
        let name = |text: &String| {
            Name::parse(text).with_context(|| format!("[directory] department = `{text}`"))
        };
        let mut rules = Vec::new();
        for section in &self.groups {
            let group = &section.group;
            let mut roles = section
                .roles
                .iter()
                .map(|word| word.parse::<Role>())
                .collect::<Result<Vec<_>, _>>()
                .with_context(|| format!("[[directory.groups]] roles of `{group}`"))?;
            roles.sort_unstable();
            roles.dedup();
            if roles.is_empty() && section.department.is_none() {
                bail!("[[directory.groups]] `{group}` names neither a department nor roles");
            }
            rules.push(GroupRule {
                group: group.clone(),
                department: section.department.as_ref().map(name).transpose()?,
                roles,
            });
        }
        let department = self.department.as_ref().map(name).transpose()?;
        if department.is_none() && !rules.is_empty() {
            bail!("[directory] has groups but no `department` for people whose groups name none");
        }
        Ok(DirectoryRules {
            department,
            rules,
            invite: self.invite,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> anyhow::Result<DirectoryRules> {
        toml::from_str::<DirectorySection>(text)?.rules()
    }

    #[test]
    fn mistakes_are_found_at_the_start() {
        assert!(rules("").unwrap().department.is_none());
        let good = "department = \"Support\"\n[[groups]]\ngroup = \"g\"\nroles = [\"lead\", \"agent\", \"lead\"]";
        assert_eq!(
            rules(good).unwrap().rules[0].roles,
            [Role::Agent, Role::Lead]
        );
        for bad in [
            "departmant = \"x\"",
            "department = \" \"",
            "[[groups]]\ngroup = \"g\"\nroles = [\"agent\"]",
            "department = \"x\"\n[[groups]]\ngroup = \"g\"",
            "department = \"x\"\n[[groups]]\ngroup = \"g\"\nroles = [\"root\"]",
            "department = \"x\"\n[[groups]]\nroles = [\"agent\"]",
        ] {
            assert!(rules(bad).is_err(), "{bad}");
        }
    }
}

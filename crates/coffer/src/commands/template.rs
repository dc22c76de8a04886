//! `coffer template`

use clap::{Args, Subcommand};
use coffer_client::api::checklist::{NewAskedItem, NewRequestTemplate, RequestTemplate};
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum TemplateCommand {
    /// List a department's own templates, or all that can be used in a case
    #[command(
        after_help = "EXAMPLES:\n  coffer template list --department Support\n  coffer template list --case T-48213 --language de"
    )]
    List(ListArgs),
    /// Save what file requests of a department ask for, in place of the template of that name
    #[command(
        after_help = "EXAMPLES:\n  coffer template save --department Support 'Gateway crash' --ask 'Core file=coredumpctl dump gateway > core' --ask-optional 'Configuration'"
    )]
    Save(SaveArgs),
    /// Remove a template; requests made from it stay as they are
    #[command(after_help = "EXAMPLES:\n  coffer template remove tpl_01jd2v7k3m")]
    Remove(RemoveArgs),
}

/// What is asked for.
#[derive(Args)]
pub(crate) struct AskArgs {
    /// Ask for this; after `=`, what it is for or how to get it; repeat for more
    #[arg(long, value_name = "ITEM[=HOW]")]
    ask: Vec<String>,
    /// The same for what is welcome if it is at hand
    #[arg(long, value_name = "ITEM[=HOW]")]
    ask_optional: Vec<String>,
}

impl AskArgs {
    pub(crate) fn into_items(self) -> Vec<NewAskedItem> {
        let wanted = self.ask.into_iter().map(|text| item(&text, true));
        let optional = self.ask_optional.into_iter().map(|text| item(&text, false));
        wanted.chain(optional).collect()
    }
}

fn item(text: &str, wanted: bool) -> NewAskedItem {
    let (name, how) = match text.split_once('=') {
        Some((name, how)) => (name, Some(how.trim().to_owned())),
        None => (text, None),
    };
    NewAskedItem {
        name: name.trim().to_owned(),
        how,
        wanted,
    }
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// The department: name or id
    #[arg(long, required_unless_present = "case", conflicts_with = "case")]
    department: Option<String>,
    /// The case: reference or id
    #[arg(long)]
    case: Option<String>,
    /// The language of those that come with Coffer: en or de
    #[arg(long, default_value = "en", value_parser = ["en", "de"])]
    language: String,
}

#[derive(Args)]
pub(crate) struct SaveArgs {
    /// What it is called
    name: String,
    /// The department: name or id
    #[arg(long)]
    department: String,
    #[command(flatten)]
    asked: AskArgs,
}

#[derive(Args)]
pub(crate) struct RemoveArgs {
    /// The template's id
    template: String,
}

pub(crate) async fn run(ctx: &Ctx, command: TemplateCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        TemplateCommand::List(args) => {
            let templates = match (&args.case, &args.department) {
                (Some(case), _) => client.case_templates(case, &args.language).await?,
                (None, department) => {
                    let department = department.as_deref().unwrap_or_default();
                    client.templates(department).await?
                }
            };
            ctx.show_list(&templates, &["id", "name", "asks for"], |template| {
                vec![
                    template.id.clone(),
                    template.name.clone(),
                    names(template).join("; "),
                ]
            })
        }
        TemplateCommand::Save(args) => {
            let new = NewRequestTemplate {
                name: args.name,
                items: args.asked.into_items(),
            };
            let saved = client.save_template(&args.department, &new).await?;
            ctx.show(&saved, |out, saved| {
                out.details(&[
                    ("id", saved.id.clone()),
                    ("name", saved.name.clone()),
                    ("asks for", names(saved).join("; ")),
                ])
            })
        }
        TemplateCommand::Remove(args) => {
            client.remove_template(&args.template).await?;
            ctx.show(&json!({ "id": args.template }), |out, _| {
                out.details(&[("removed", args.template.clone())])
            })
        }
    }
}

fn names(template: &RequestTemplate) -> Vec<String> {
    let items = template.items.iter();
    items.map(|item| item.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_may_say_how_to_get_it() {
        let plain = item("Gateway log", true);
        assert_eq!((plain.name.as_str(), plain.how), ("Gateway log", None));
        let told = item("Core file = coredumpctl -o core dump gw=1", false);
        assert_eq!(told.name, "Core file");
        assert_eq!(told.how.as_deref(), Some("coredumpctl -o core dump gw=1"));
        assert!(!told.wanted);
    }
}

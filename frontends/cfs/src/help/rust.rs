//! The same call in Rust.

use cfs_catalogue::{Detail, Form, FormKind, FormPart, Gives, Kind, Parameter, Place, Schema};

/// The call as a program over `cfs-management` makes it.
pub(crate) fn call(detail: Detail) -> String {
    let operation = detail.operation();
    let name = operation.name();
    let (resource, method) = name.rsplit_once('.').unwrap_or(("", &name));
    let service = resource.split('.').next().unwrap_or_default();
    let accessors: String = resource.split('.').map(|word| format!(".{word}()")).collect();
    let body = detail.bodies().first().filter(|body| !body.optional || detail.bodies().len() == 1);
    let suffix = body.map_or("", |body| body.suffix);
    let mut arguments: Vec<String> =
        detail.parameters().iter().filter(|one| one.is_given() && one.required).map(argument).collect();
    let mut text = String::new();
    if let Some(body) = body.filter(|body| !body.optional) {
        match (body.form, detail.body(body)) {
            (Form::Raw, _) | (_, None) => arguments.push("Body::file(\"FILE\").await?".to_owned()),
            (_, Some(schema)) => {
                if let Some((name, members)) = made_of(schema) {
                    text.push_str(&format!("let body = {service}::{name}::new({});\n", members.join(", ")));
                } else if !schema.name().is_empty() {
                    text.push_str(&format!(
                        "let body: {service}::{} = …; // one of its variants\n",
                        schema.name()
                    ));
                }
                arguments.push("body".to_owned());
            }
        }
    }
    let setters: Vec<&Parameter> =
        detail.parameters().iter().filter(|one| one.is_given() && !one.required).collect();
    let setter = setters
        .first()
        .map(|one| format!(" // .{}(…) and the like in between", one.rust))
        .unwrap_or_default();
    let end = match operation.gives() {
        Gives::Bytes => ".bytes_stream().await?",
        Gives::Socket => ".await?",
        _ => ".await?",
    };
    let call = format!("cf{accessors}.{method}{suffix}({})", arguments.join(", "));
    match operation.gives() {
        Gives::Page => {
            text.push_str(&format!("let page = {call}.await?;{setter}\n"));
            text.push_str(&format!("let mut all = {call}.stream(); // over all pages\n"));
        }
        Gives::Nothing => text.push_str(&format!("{call}{end};{setter}\n")),
        _ => text.push_str(&format!("let answer = {call}{end};{setter}\n")),
    }
    format!(
        "let cf = cfs_management::Client::from_env()?; // feature \"{}\"\n{text}",
        service.replace('_', "-")
    )
}

/// The type of a body, and what it is made of.
fn made_of(schema: Schema) -> Option<(&'static str, Vec<String>)> {
    match schema.kind() {
        Kind::Record(record) => {
            let required = record.fields().iter().filter(|field| field.required && field.constant.is_empty());
            Some((record.name(), required.map(|field| variable(field.name)).collect()))
        }
        Kind::Form(form) => {
            let is_given = |part: &&FormPart| part.required && !matches!(part.kind, FormKind::Constant(_));
            let required = form.parts().iter().filter(is_given);
            Some((form.name(), required.map(|part| variable(part.name)).collect()))
        }
        _ => None,
    }
}

fn argument(parameter: &Parameter) -> String {
    match parameter.place {
        Place::Scope => "Scope::account(account_id)".to_owned(),
        _ => parameter.rust.to_owned(),
    }
}

fn variable(name: &str) -> String {
    crate::args::kebab(name).replace(['-', '.', ':'], "_")
}

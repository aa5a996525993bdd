//! Writes a validator for each shape of a message: its schema, with those that it refers to in their places.

use std::fs;

use serde_json::{Map, Value};

/// The name of a shape's validator, and its schema in `schemas/`.
const SHAPES: [(&str, &str); 5] = [
    ("FINALIZE_SYNC", "finalize-sync.schema.json"),
    ("FINALIZE_SYNC_VIDEO", "finalize-sync-video.schema.json"),
    ("FINALIZE_ASYNC", "finalize-async.schema.json"),
    ("STATUS", "status.schema.json"),
    ("ERROR", "error.schema.json"),
];

/// The code of every validator: what finds errors, and the schema that they point into.
pub fn validators() -> String {
    println!("cargo::rerun-if-changed=schemas");
    SHAPES.map(|(name, file)| validator(name, &Value::from(whole(file)))).concat()
}

fn validator(name: &str, schema: &Value) -> String {
    format!(
        r####"
pub const {name}: (fn(&serde_json::Value) -> jsonschema::ErrorIterator<'_>, &str) = {{
    #[jsonschema::validator(
        schema = r###"{schema}"###,
        draft = Draft202012,
        methods = {{ is_valid = false, validate = false, iter_errors = true }},
    )]
    struct Shape;
    (Shape::iter_errors, r###"{schema}"###)
}};
"####
    )
}

/// A schema that refers to no other.
fn whole(file: &str) -> Map<String, Value> {
    let path = format!("schemas/{file}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
    let mut schema = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    resolve(&mut schema);
    // Which language it is in is said once, and its title is that of a file.
    let Value::Object(mut schema) = schema else { panic!("{path} is no object") };
    schema.retain(|keyword, _| keyword != "$schema" && keyword != "title");
    schema
}

/// Puts schemas in the place of references to them: a reference is one more schema that has to hold.
fn resolve(node: &mut Value) {
    match node {
        Value::Object(fields) => {
            fields.values_mut().for_each(resolve);
            if let Some(Value::String(file)) = fields.remove("$ref") {
                let parts = fields.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
                parts.as_array_mut().expect("allOf is a list").insert(0, Value::Object(whole(&file)));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(resolve),
        _ => {}
    }
}

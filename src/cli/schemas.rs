//! `schemas`: the JSON Schemas, printed or written.

use std::{
    fs,
    io::{self, Write as _},
};

use super::{Failure, args::SchemasArgs};
use crate::judgement::schema::FILES;

pub fn execute(arguments: &SchemasArgs) -> Result<u8, Failure> {
    let Some(directory) = &arguments.out else {
        let all: Vec<String> = FILES.iter().map(|(name, text)| format!("\"{name}\": {}", text.trim_end())).collect();
        io::stdout().write_all(format!("{{\n{}\n}}\n", all.join(",\n")).as_bytes()).ok();
        return Ok(0);
    };
    fs::create_dir_all(directory).map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
    for (name, text) in FILES {
        let path = directory.join(name);
        fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(0)
}

//! Reports on disk: every file appears whole or not at all.

use std::{
    fs::{self, Permissions},
    io::{self, Write as _},
    panic::resume_unwind,
    path::{Path, PathBuf},
    thread,
};

use tempfile::NamedTempFile;

use super::{format::Format, model::Report};

/// A report could not be written, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The directory is not there and cannot be made, or takes no files.
    #[error("reports cannot be written to {}: {source}; make it writable or choose another directory with --report-dir", dir.display())]
    Directory {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// One file could not be written.
    #[error("{} cannot be written: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Makes the directory and proves that a file can be written there, so that a run does not end without its report.
///
/// # Errors
/// When it cannot be made or written to.
pub fn check_writable(dir: &Path) -> Result<(), WriteError> {
    let made = fs::create_dir_all(dir).and_then(|()| NamedTempFile::new_in(dir));
    made.map(drop).map_err(|source| WriteError::Directory { dir: dir.to_owned(), source })
}

/// Writes the report in each of the formats and says where; files that were there are replaced, each at once.
///
/// # Errors
/// When the directory or one of the files cannot be written; the others are written then.
pub fn write(report: &Report, formats: &[Format], dir: &Path) -> Result<Vec<PathBuf>, WriteError> {
    check_writable(dir)?;
    let file = |format: &Format| replace(&dir.join(format.file_name()), &format.render(report));
    thread::scope(|scope| {
        let files: Vec<_> = formats.iter().map(|format| scope.spawn(|| file(format))).collect();
        files.into_iter().map(|file| file.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Writes one file by an atomic rename.
///
/// # Errors
/// When the directory of `path` takes no new file, or `path` cannot be replaced.
pub fn replace(path: &Path, text: &str) -> Result<PathBuf, WriteError> {
    persist(path, text).map_err(|source| WriteError::File { path: path.to_owned(), source })?;
    Ok(path.to_owned())
}

fn persist(path: &Path, text: &str) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    if let Some(permissions) = permissions() {
        builder.permissions(permissions);
    }
    let mut file = builder.prefix(".report-").tempfile_in(dir)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// A report is no secret: without this, only its owner could read it, and a CI server collects it as somebody else.
#[cfg(unix)]
fn permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn permissions() -> Option<Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_format_lands_in_a_new_directory() {
        let home = tempfile::tempdir().expect("a directory");
        let dir = home.path().join("new/deep");
        let paths = write(&sample::report(), Format::ALL, &dir).expect("written");
        let mut found: Vec<_> = fs::read_dir(&dir).expect("made").map(|entry| entry.expect("entry").path()).collect();
        found.sort();
        let mut expected = paths.clone();
        expected.sort();
        assert_eq!(found, expected, "all the reports and no left-overs");
    }

    #[test]
    fn an_old_report_is_replaced() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("report.json");
        fs::write(&path, "old").expect("written");
        write(&sample::empty(), &[Format::Json], home.path()).expect("written");
        assert!(fs::read_to_string(&path).expect("read").starts_with('{'));
    }

    #[test]
    fn a_directory_that_is_a_file_is_named_with_a_remedy() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("occupied");
        fs::write(&path, "").expect("written");
        let error = check_writable(&path).expect_err("a file is no directory").to_string();
        assert!(error.starts_with(&format!("reports cannot be written to {}: ", path.display())), "{error}");
        assert!(error.ends_with("choose another directory with --report-dir"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn others_can_read_a_report() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a directory");
        let (report, plain) = (home.path().join("report"), home.path().join("plain"));
        replace(&report, "").expect("written");
        fs::write(&plain, "").expect("written");
        let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode();
        assert_eq!(mode(&report), mode(&plain));
    }
}

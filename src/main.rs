//! The `dutylint` command.

fn main() -> std::process::ExitCode {
    dutylint::cli::main()
}

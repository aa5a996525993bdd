//! The vocabulary of the features. Steps are thin: they read their words and call the world.

mod given;
mod then;
mod when;
mod words;

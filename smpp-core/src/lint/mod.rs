//! Checks on decodable PDUs.

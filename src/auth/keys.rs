//! Ed25519 key pairs (RFC 8032) for our own tokens and for the checkpoints of the ledger.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use std::path::Path;

use crate::kit::{Error, Result, digest};

/// A key pair and the name that its tokens carry.
#[derive(Clone)]
pub struct KeyPair {
    pkcs8: Vec<u8>,
    public: Vec<u8>,
}

const HEADER: &str = "-----BEGIN PRIVATE KEY-----";
const FOOTER: &str = "-----END PRIVATE KEY-----";

impl KeyPair {
    /// A new pair from the system's random numbers.
    pub fn generate() -> Result<Self> {
        let pair = Ed25519KeyPair::generate().map_err(|_| Error::broken("no random numbers"))?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| Error::broken("the new key cannot be written"))?;
        Self::from_pkcs8(pkcs8.as_ref())
    }

    fn from_pkcs8(pkcs8: &[u8]) -> Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8)
            .map_err(|_| Error::broken("not an Ed25519 private key in PKCS #8"))?;
        Ok(KeyPair { pkcs8: pkcs8.to_vec(), public: pair.public_key().as_ref().to_vec() })
    }

    /// Reads a PEM file (PKCS #8), as `openssl genpkey -algorithm ed25519` writes it.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::broken(format!("key {}: {e}", path.display())))?;
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        let pkcs8 = STANDARD
            .decode(body.trim())
            .map_err(|_| Error::broken(format!("{}: not a PEM file", path.display())))?;
        Self::from_pkcs8(&pkcs8)
    }

    /// Reads the pair, or makes one and writes it for its owner's eyes only.
    pub fn read_or_make(path: &Path) -> Result<Self> {
        if path.exists() {
            return Self::read(path);
        }
        let pair = Self::generate()?;
        let pem = format!("{HEADER}\n{}\n{FOOTER}\n", STANDARD.encode(&pair.pkcs8));
        write_private(path, &pem).map_err(|e| Error::broken(format!("key {}: {e}", path.display())))?;
        Ok(pair)
    }

    /// The key's name: the beginning of its public half's SHA-256.
    pub fn id(&self) -> String {
        digest::sha256(&self.public)[..16].to_owned()
    }

    /// The public half: 32 bytes.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// Signs a text: 64 bytes (RFC 8032, 5.1.6).
    pub fn sign(&self, text: &[u8]) -> Vec<u8> {
        // It was read once already.
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&self.pkcs8);
        pair.map(|pair| pair.sign(text).as_ref().to_vec()).unwrap_or_default()
    }

    pub(super) fn encoding(&self) -> EncodingKey {
        EncodingKey::from_ed_der(&self.pkcs8)
    }

    pub(super) fn decoding(&self) -> DecodingKey {
        DecodingKey::from_ed_der(&self.public)
    }
}

/// Makes a folder, where there is none yet, that only its owner may look into.
pub fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a file that only its owner may read.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// How a key signs; the byte is C2SP signed-note's identifier of the type.
public enum SignatureType: UInt8, Hashable, Sendable, CaseIterable {
  /// Ed25519 over the note's text.
  case ed25519 = 0x01
  /// Ed25519 over the note's text and a time: a witness's cosignature, C2SP tlog-cosignature.
  case cosignature = 0x04
}

/// One signature line of a note, C2SP signed-note.
///
/// ```
/// — <name> <base64 of the key ID, 4 bytes big-endian, and the signature>\n
/// ```
public struct NoteSignature: Hashable, Sendable {
  /// The name of the key.
  public let name: KeyName
  /// The key's short number.
  public let keyID: KeyID
  /// The signature, after the key ID.
  public let bytes: [UInt8]

  static let dash = "\u{2014} "

  /// Takes a signature.
  public init(name: KeyName, keyID: KeyID, bytes: [UInt8]) {
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// Reads a line without its newline; nil where it is no signature line.
  public init?(line: some Collection<UInt8>) {
    let dash = NoteSignature.dash.utf8
    guard line.starts(with: dash) else { return nil }
    let parts = line.dropFirst(dash.count).split(
      separator: UInt8(ascii: " "),
      maxSplits: 1,
      omittingEmptySubsequences: false
    )
    // Bits that no byte needs are let pass here, as the peers that notes are exchanged with do.
    guard parts.count == 2,
      let name = String(validating: parts[0], as: UTF8.self).flatMap(KeyName.init),
      let all = Base64.decode(parts[1], strictly: false), all.count >= 5
    else { return nil }
    self.name = name
    keyID = KeyID(all.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    bytes = Array(all.dropFirst(4))
  }

  /// The line, with its newline.
  public var line: String {
    "\(NoteSignature.dash)\(name) \(Base64.encode(keyID.bytes + bytes))\n"
  }
}

import Foundation

/// The text of a file of key-encryption keys, as the command line keeps it.
///
/// ```
/// ticket-ledger key-encryption keys 1
/// 1 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
/// ```
/// The first line names what it is, and the version of its form. Each other line is an epoch and the
/// 32 bytes of its key in base64; epochs ascend. Empty lines and lines that begin with `#` are passed
/// over.
struct KeyEncryptionKeyText: Sendable {
  private static let title = "ticket-ledger key-encryption keys 1"

  /// The bytes of each epoch's key.
  private(set) var keys: [UInt32: [UInt8]] = [:]

  init() {}

  /// Reads a text.
  init(_ bytes: [UInt8]) throws(KeyFileTextFault) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw KeyFileTextFault(line: 1, "it is not UTF-8")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.first == KeyEncryptionKeyText.title else {
      throw KeyFileTextFault(line: 1, "it does not begin with \"\(KeyEncryptionKeyText.title)\"")
    }
    var last: UInt32 = 0
    for (number, line) in lines.enumerated().dropFirst() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 2, let epoch = UInt32(words[0]), epoch > last else {
        throw KeyFileTextFault(line: number + 1, "an epoch, later than those before, and a key")
      }
      guard let data = Data(base64Encoded: String(words[1])),
        data.count == KeyEncryptionKey.sizeInBytes
      else { throw KeyFileTextFault(line: number + 1, "a key is 32 bytes in base64") }
      keys[epoch] = Array(data)
      last = epoch
    }
    guard !keys.isEmpty else { throw KeyFileTextFault(line: 2, "there is no key") }
  }

  /// The text as it is written.
  var text: String {
    let lines = keys.sorted { $0.key < $1.key }
      .map { "\($0.key) \(Data($0.value).base64EncodedString())" }
    return ([KeyEncryptionKeyText.title] + lines).joined(separator: "\n") + "\n"
  }

  /// The highest epoch there is.
  var lastEpoch: UInt32 { keys.keys.max() ?? 0 }

  /// Adds a random key for the epoch after the last one.
  mutating func addKey() {
    var generator = SystemRandomNumberGenerator()
    keys[lastEpoch + 1] = (0..<KeyEncryptionKey.sizeInBytes).map { _ in
      UInt8.random(in: .min ... .max, using: &generator)
    }
  }

  /// Lets go of all keys before an epoch, but never of the last one there is.
  mutating func removeKeys(before epoch: UInt32) {
    let first = min(epoch, lastEpoch)
    keys = keys.filter { $0.key >= first }
  }

  /// The key of an epoch; nil where there is none.
  func key(of epoch: UInt32) -> KeyEncryptionKey? {
    keys[epoch].flatMap { KeyEncryptionKey(bytes: $0) }
  }
}

/// What is wrong with a file of key-encryption keys; it never quotes the file.
struct KeyFileTextFault: Error, Hashable, Sendable, CustomStringConvertible {
  let line: Int
  let detail: String

  init(line: Int, _ detail: String) {
    self.line = line
    self.detail = detail
  }

  var description: String { "line \(line): \(detail)" }
}

import Foundation
import Testing
import TicketLedger
import Transparency

/// A ledger that an earlier version wrote, as it lies in the repository; tests work on copies.
///
/// ```
/// Ledgers/v1/sealed/
///   ledger/         data.mdb, and keys where it is sealed
///   keys/           signing.key, log.vkey, and encryption.keys where it is sealed
///   facts.json      what it answered when it was made; see GoldenFacts
///   export.jsonl    every event of it, with its words
///   checkpoint      a signed checkpoint of it
/// ```
struct GoldenLedger: Sendable, CustomTestStringConvertible {
  let version: UInt32
  let name: String

  /// Those of every version.
  static let all = versions.flatMap { version, names in
    names.map { GoldenLedger(version: version, name: $0) }
  }
  /// What there is of each version; a new one gets a line here, and ledgers.
  static let versions: [(version: UInt32, names: [String])] = [
    (1, ["plain", "sealed", "month", "cut"])
  ]

  /// LMDB writes numbers as the machine has them, so its files are read on machines like that.
  static let isReadable = Int.bitWidth == 64 && UInt32(littleEndian: 1) == 1
  static let whyNot: Comment =
    "the golden ledgers were written on a little-endian machine of 64 bits, and are read on such alone"

  static func plain(_ version: UInt32 = 1) -> GoldenLedger {
    GoldenLedger(version: version, name: "plain")
  }

  static func sealed(_ version: UInt32 = 1) -> GoldenLedger {
    GoldenLedger(version: version, name: "sealed")
  }

  var testDescription: String { "\(name), version \(version)" }

  func file(_ file: String) throws -> URL {
    let folder = try #require(Bundle.module.url(forResource: "Ledgers", withExtension: nil))
    return folder.appending(path: "v\(version)/\(name)/\(file)")
  }

  func facts() throws -> GoldenFacts {
    try JSONDecoder().decode(GoldenFacts.self, from: Data(contentsOf: file("facts.json")))
  }

  func export() throws -> [String] {
    let text = try String(contentsOf: file("export.jsonl"), encoding: .utf8)
    return text.split(separator: "\n").map(String.init)
  }

  func checkpoint() throws -> SignedNote {
    try SignedNote(parsing: Array(Data(contentsOf: file("checkpoint"))))
  }

  func logKey() throws -> NoteVerifier {
    let text = try String(contentsOf: file("keys/log.vkey"), encoding: .utf8)
    return try NoteVerifier(vkey: text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Copies it into a folder of its own.
  func copy() throws -> LedgerCopy {
    let copy = try LedgerCopy(name: name)
    try copy.take(try file("ledger").path, as: copy.path)
    try copy.take(try file("keys").path, as: copy.keys)
    return copy
  }
}

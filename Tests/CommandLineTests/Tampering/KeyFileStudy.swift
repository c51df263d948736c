import Foundation
import Testing

/// What becomes of single changed bytes in a sealed ledger's file of keys.
struct KeyFileStudy {
  private let ledger: StudiedLedger
  private let bytes: [UInt8]
  private let words: [String?]
  private var generator: TamperGenerator
  private(set) var table = TamperTable()

  init(_ ledger: StudiedLedger, seed: UInt64) async throws {
    self.ledger = ledger
    bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: ledger.keyFile)))
    words = try await ledger.openedWords()
    generator = TamperGenerator(seed: seed)
  }

  /// Changes one byte, verifies, and changes it back; of three, two in a slot that is in use.
  ///
  /// Where that finds nothing wrong, all keys still open what they did.
  mutating func run() async throws {
    var offset = 0
    repeat {
      offset = Int.random(in: 0..<bytes.count, using: &generator)
    } while Int.random(in: 0..<3, using: &generator) > 0 && bytes[offset] == 0
    let mask = UInt8.random(in: 1...255, using: &generator)
    try StudiedLedger.write(bytes[offset] ^ mask, at: offset, of: ledger.keyFile)
    let run = try await VerifyRun(ledger.path, ledger.keyArguments)
    let text = "byte \(offset) xor \(mask) of the file of keys: \(run.description)"
    table.add(await outcome(of: run, at: offset, text), of: "file of keys")
    try StudiedLedger.write(bytes[offset], at: offset, of: ledger.keyFile)
  }

  private func outcome(of run: VerifyRun, at offset: Int, _ text: String) async -> TamperOutcome {
    if let crash = run.crash { return .crashed("\(crash): \(text)") }
    guard run.isSound else {
      return isRight(run, at: offset)
        ? .found : .misplaced("the wrong key was named, or more than one: \(text)")
    }
    do {
      return try await ledger.openedWords() == words ? .harmless : .missed(text)
    } catch {
      return .missed("\(error): \(text)")
    }
  }

  /// Whether the owner of the slot, by the documented layout, is named, and nobody else.
  private func isRight(_ run: VerifyRun, at offset: Int) -> Bool {
    guard run.problems.count == 1, let problem = run.problems.first else { return false }
    let page = offset / 4_096
    guard page >= 2 else { return problem.kind == "key" && problem.person == nil }
    let slot = (page - 2) / 2 * 64 + offset % 4_096 / 64
    guard slot >= 16 else { return problem.kind == "key" && problem.person == nil }
    let person = slot - 15
    let isErased = StudiedLedger.erased.contains(UInt32(person))
    return problem.kind == (isErased ? "unerasedKey" : "key") && problem.person == person
  }
}

import Foundation
import StudySupport
import TicketLedger

/// Hosts that make the same ledger at the same instant.
enum OpeningTrial {
  static func run(_ trial: Trial) async throws -> Tally {
    let hosts = try (0..<2 + Int(trial.seed % 2)).map { number in
      try Child(["maker", trial.folder, "\(number)"], trial)
    }
    for host in hosts { _ = try host.answer("ready") }
    let count = trial.size(short: 12, long: 150)
    for number in 1...count {
      let path = "\(trial.folder)/made-\(number).ledger"
      // One way to find nothing is an empty folder.
      if number.isMultiple(of: 3) {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      }
      let moment = SharedClock.now + 4_000_000
      for host in hosts { host.tell("\(number) \(moment)") }
      let answers = try hosts.map { try $0.answer("made \(number) ") }
      try await check(answers, path, isSealed: number.isMultiple(of: 2))
      try FileManager.default.removeItem(atPath: path)
    }
    for host in hosts { try host.end() }
    return Tally(operations: count * hosts.count)
  }

  private static func check(_ answers: [String], _ path: String, isSealed: Bool) async throws {
    let made = answers.map { $0.split(separator: " ") }
    guard made.count(where: { $0.dropFirst(2).first == "true" }) == 1,
      made.allSatisfy({ $0.count == 4 }), Set(made.map { $0[3] }).count == made.count
    else {
      throw StudyFailure(
        "hosts that made one ledger at once say: \(answers.joined(separator: "; "))"
      )
    }
    let report = try await Ledger.verify(at: path)
    guard report.isSound else {
      throw StudyFailure("made at once, it has \(report.problemCount) problems: \(report.problems)")
    }
    let options = Trial.options { options in
      if isSealed { options.privacy = .sealed(keys) }
    }
    let ledger = try await Ledger.open(at: path, options: options)
    let names = try (0..<made.count).map { try ledger.number(of: .reference("H-\($0)")) }
    let ticketCount = ledger.read { $0.ticketCount }
    await ledger.close()
    guard names.allSatisfy({ $0 != nil }), ticketCount == made.count else {
      throw StudyFailure("a ticket is missing of \(answers.joined(separator: "; "))")
    }
  }

  private static let keys = KeyEncryptionKeys { epoch in
    KeyEncryptionKey(bytes: (0..<32).map { UInt8(truncatingIfNeeded: epoch &* 53 &+ $0) })
  }

  /// A host: opens the ledger of a number at a moment, opens a ticket, and says where it stands.
  static func play(_ folder: String, _ host: String) async throws {
    say("ready")
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = Int(words[0]), let moment = Int64(words[1]) else {
        break
      }
      let options = Trial.options { options in
        if number.isMultiple(of: 2) { options.privacy = .sealed(keys) }
      }
      SharedClock.spin(until: moment)
      do {
        let ledger = try await Ledger.open(at: "\(folder)/made-\(number).ledger", options: options)
        let receipt = try await ledger.submit(.open("H-\(host)", summary: "words"), by: "host")
        await ledger.close()
        say("made \(number) \(ledger.wasCreated) \(receipt.position)")
      } catch {
        say("made \(number) failed: \(error)")
      }
    }
  }
}

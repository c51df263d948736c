import TicketLedger

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Another process on the same sealed ledger, as it is told on its standard input.
///
/// `erase N`: erases person N; `words N`: says what ticket N was opened with; `open N`: opens N tickets,
/// each for a person of its own.
struct SealedProbe {
  private let ledger: Ledger

  init(at path: String) async throws {
    let keys = KeyEncryptionKeys { epoch in
      KeyEncryptionKey(bytes: (0..<32).map { UInt8(truncatingIfNeeded: epoch &* 71 &+ $0) })
    }
    ledger = try await Ledger.open(
      at: path,
      options: .init(
        durability: .none,
        createsIfMissing: false,
        privacy: .sealed(keys),
        pollInterval: .milliseconds(5)
      )
    )
  }

  func run() async throws {
    say("ready")
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = UInt32(words[1]) else { break }
      switch words[0] {
      case "erase":
        let person = PersonReference.number(PersonID(number))
        try await ledger.erase(person, basis: "asked", by: .automation("probe"))
        say("erased")
      case "words": say(try self.words(of: TicketID(UInt64(number))))
      case "open":
        for number in 1...number {
          try await ledger.submit(
            .open("P-\(number)", requester: "requester \(number)", summary: "words \(number)"),
            by: "probe"
          )
        }
        say("opened")
      default: break
      }
    }
    await ledger.close()
  }

  private func words(of ticket: TicketID) throws -> String {
    guard let opened = try ledger.history(of: .number(ticket))?.first else { return "no ticket" }
    switch try ledger.words(at: opened.position) {
    case .known(let words): return words[.summary] ?? "nothing"
    case .erased: return "erased"
    case .none, .missing, .sealed: return "unreadable"
    }
  }

  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}

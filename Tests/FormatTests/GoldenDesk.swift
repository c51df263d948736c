import Foundation
import Synchronization
import TicketLedger
import Transparency

/// A desk that a golden ledger is written by: its folder, its keys, and a clock that is moved by hand.
struct GoldenDesk: Sendable {
  let name: String
  /// Where it works; what is kept of it is copied from here.
  let copy: LedgerCopy
  let clock: GoldenClock

  static let start = "2025-03-03T07:00:00Z"

  init(_ name: String, sealed: Bool) throws {
    self.name = name
    copy = try LedgerCopy(name: name)
    clock = GoldenClock(GoldenDesk.start)
    try FileManager.default.createDirectory(
      atPath: copy.keys,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
    // The same in every ledger that is written: signatures are then the same too.
    let signer = try NoteSigner(
      name: KeyName(forOrigin: origin),
      seed: (0..<32).map { UInt8($0) }
    )
    try write("\(signer.skey)\n", to: "signing.key")
    try write("\(signer.verifier.vkey)\n", to: "log.vkey")
    if sealed { try copy.encryptionKeys.create(forLedgerAt: copy.path) }
  }

  var origin: String { "fictional.example/golden/\(name)" }

  private func write(_ text: String, to file: String) throws {
    let path = copy.keys + "/" + file
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  /// Opens it, or makes it.
  func open(_ change: (inout Ledger.Options) -> Void = { _ in }) async throws -> Ledger {
    var options = try copy.options()
    options.createsIfMissing = true
    options.origin = origin
    options.clock = { [clock] in clock.now }
    options.pollInterval = .seconds(60)
    change(&options)
    return try await Ledger.open(at: copy.path, options: options)
  }

  /// Submits a minute later.
  @discardableResult
  func submit(
    _ command: Command,
    by actor: ActorReference = "agent-1",
    key: String? = nil,
    cause: Position? = nil,
    to ledger: Ledger
  ) async throws -> Receipt {
    clock.advance(byMilliseconds: 60_000)
    return try await ledger.submit(command, by: actor, key: key, cause: cause)
  }

  /// Submits several, each a minute after the other.
  func submit(_ commands: [Command], to ledger: Ledger) async throws {
    for command in commands { try await submit(command, to: ledger) }
  }
}

/// A clock that stands until it is moved; whoever sleeps looks at it now and then.
final class GoldenClock: AlarmClock {
  private let instant: Mutex<Instant>

  init(_ text: String) {
    instant = Mutex(Instant(rfc3339: text) ?? .distantPast)
  }

  var now: Instant {
    get { instant.withLock { $0 } }
    set { instant.withLock { $0 = newValue } }
  }

  func advance(byMilliseconds milliseconds: Int64) {
    instant.withLock { $0 = $0.advanced(byMilliseconds: milliseconds) }
  }

  func sleep(until instant: Instant) async throws {
    while now < instant { try await Task.sleep(for: .milliseconds(2)) }
  }
}

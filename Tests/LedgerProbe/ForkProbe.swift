import TicketLedger

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Asks a ledger that was opened before a `fork` in the child, which says each answer in a line, and then
/// in the parent.
struct ForkProbe {
  private let ledger: Ledger
  private let path: String

  init(at path: String) async throws {
    self.path = path
    ledger = try await Ledger.open(at: path, options: .init(durability: .none))
  }

  func run() async throws {
    // Swift hides `fork`, since it is as dangerous as this test says.
    typealias Fork = @convention(c) () -> Int32
    guard let address = unsafe dlsym(nil, "fork") else { return say("no fork") }
    let child = unsafe unsafeBitCast(address, to: Fork.self)()
    if child == 0 {
      await ask()
      _exit(0)
    }
    if !ends(child) { say("the child waits") }
    let receipt = try await ledger.submit(.open("T-parent"), by: "parent")
    say("the parent appends at \(receipt.position)")
    await ledger.close()
  }

  private func ask() async {
    let end = ledger.read { $0.eventCount }
    await say("submit") { try await ledger.submit(.open("T-child"), by: "child") }
    await say("submit several") {
      _ = try await ledger.submit(contentsOf: [Submission(.open("T-child"), by: "child")])
    }
    await say("transaction") { try await ledger.transaction { _ in } }
    await say("next event") {
      for try await _ in ledger.events(from: Position(end)) {}
    }
    await say("back up") { try await ledger.backUp(to: path + ".copy") }
    await say("changes") { for await _ in ledger.changes {} }
    await say("close") { await ledger.close() }
  }

  private func say(_ what: String, _ body: () async throws -> Void) async {
    do {
      try await body()
      say("\(what): ended")
    } catch {
      say("\(what): \(error)")
    }
  }

  /// Whether a child ends within 20 seconds; ends it otherwise.
  private func ends(_ child: Int32) -> Bool {
    var status: Int32 = 0
    for _ in 0..<2_000 {
      if unsafe waitpid(child, &status, WNOHANG) == child { return true }
      usleep(10_000)
    }
    kill(child, SIGKILL)
    unsafe waitpid(child, &status, 0)
    return false
  }

  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}

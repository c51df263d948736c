import Foundation
import StudySupport
import TicketLedger

/// One ledger under many paths, from many processes and twice from one.
enum PathsTrial {
  static func run(_ trial: Trial) async throws -> Tally {
    let files = FileManager.default
    try await trial.makeLedger(tickets: 2)
    try files.createDirectory(atPath: trial.folder + "/other", withIntermediateDirectories: false)
    try files.createSymbolicLink(
      atPath: trial.folder + "/link",
      withDestinationPath: trial.ledger
    )
    try files.createSymbolicLink(
      atPath: trial.folder + "/folder",
      withDestinationPath: trial.folder
    )
    let paths = [
      trial.ledger, trial.ledger + "/", trial.folder + "/./desk.ledger",
      trial.folder + "/other/../desk.ledger", trial.folder + "/link",
      trial.folder + "/folder/desk.ledger", "../desk.ledger",
    ]
    var tally = try await work(trial, through: paths)
    try await openTwice(trial, paths.dropLast())
    try await openUnderSecondName(trial)
    let isTried = try openUnderSameNumber(trial)
    tally.figures.append(("two processes of one number tried, 1, or not, 0", isTried ? 1 : 0))
    let forker = try Child(["forker", trial.ledger], trial)
    _ = try forker.answer("the child is refused")
    _ = try forker.answer("the parent goes on")
    try forker.end()
    return tally
  }

  /// A process that forks: its child reads what it opened, and then it goes on itself.
  ///
  /// Swift hides `fork`, since it is as dangerous as this shows.
  static func fork(_ path: String) async throws {
    let ledger = try await Ledger.open(at: path, options: Trial.options())
    typealias Fork = @convention(c) () -> Int32
    guard let address = unsafe dlsym(nil, "fork") else { throw StudyFailure("no fork") }
    let child = unsafe unsafeBitCast(address, to: Fork.self)()
    if child == 0 {
      do {
        _ = try ledger.history(of: "T-1")
        say("the child reads")
      } catch {
        say("the child is refused: \(error)")
      }
      _exit(0)
    }
    var status: Int32 = 0
    unsafe waitpid(child, &status, 0)
    try await ledger.submit(.note("T-1", "forked"), by: "parent")
    await ledger.close()
    say("the parent goes on")
  }

  /// Two processes of one number, as two containers have them, are not both readers: the second is told.
  ///
  /// - Returns: Whether it could be tried: only root can make namespaces, and not everywhere.
  private static func openUnderSameNumber(_ trial: Trial) throws -> Bool {
    let namespaces = ["unshare", "--pid", "--fork", "--kill-child"]
    let probe = try? ChildProcess(
      ["/usr/bin/env"] + namespaces + ["true"],
      output: .nowhere,
      errors: .nowhere
    )
    guard probe?.wait() == 0 else { return false }
    func start(_ number: Int) throws -> Child {
      let arguments = ["writer", trial.ledger, "\(number)", "2", "30", "1"]
      return try Child(arguments, trial, launcher: namespaces)
    }
    let first = try start(50)
    _ = try first.answer("ready")
    let second = try start(51)
    guard (try? second.answer("ready")) == nil else {
      throw StudyFailure("two processes of one number opened the ledger")
    }
    let told = second.lines.last ?? ""
    guard told.contains("process namespace") else {
      throw StudyFailure("a second process of one number is told: \(told)")
    }
    first.tell("go")
    try first.end()
    return true
  }

  /// Each process works through a path of its own, as if there were no other.
  private static func work(_ trial: Trial, through paths: [String]) async throws -> Tally {
    let count = trial.size(short: 30, long: 300)
    var children: [Child] = []
    for (number, path) in paths.enumerated() {
      let arguments = ["writer", path, "\(number)", "2", "\(count)", "\(trial.seed)"]
      children.append(try Child(arguments, trial, working: trial.folder + "/other"))
    }
    for child in children { _ = try child.answer("ready") }
    for child in children { child.tell("go") }
    for child in children { try child.end() }
    return try await DeskTrial.check(children, trial, 2)
  }

  private static func openTwice(_ trial: Trial, _ paths: some Sequence<String>) async throws {
    let ledger = try await Ledger.open(at: trial.ledger, options: Trial.options())
    for path in paths {
      let reason = await reason {
        try await Ledger.open(at: path, options: Trial.options()).close()
      }
      guard reason == .alreadyOpen else {
        throw StudyFailure(
          "\(path), open in this process, opens with \(String(describing: reason))"
        )
      }
    }
    try await ledger.submit(.note("T-1", "still open"), by: "parent")
    await ledger.close()
  }

  /// A second name of the file would have a lock of its own.
  private static func openUnderSecondName(_ trial: Trial) async throws {
    let second = trial.folder + "/second.ledger"
    try FileManager.default.createDirectory(atPath: second, withIntermediateDirectories: false)
    try FileManager.default.linkItem(
      atPath: trial.ledger + "/data.mdb",
      toPath: second + "/data.mdb"
    )
    for path in [trial.ledger, second] {
      let reason = await reason {
        try await Ledger.open(at: path, options: Trial.options()).close()
      }
      guard reason == .other else {
        throw StudyFailure("\(path), a file of two names, opens with \(String(describing: reason))")
      }
      let child = try Child(["writer", path, "9", "2", "3", "1"], trial)
      guard (try? child.answer("ready")) == nil else {
        throw StudyFailure("\(path), a file of two names, was opened by another process")
      }
    }
    try FileManager.default.removeItem(atPath: second)
  }

  private static func reason(_ body: () async throws -> Void) async -> StorageFailure.Reason? {
    do {
      try await body()
      return nil
    } catch LedgerError.storage(let failure) {
      return failure.reason
    } catch {
      return nil
    }
  }
}

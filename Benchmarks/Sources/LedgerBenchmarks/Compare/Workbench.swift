import Foundation
import TicketLedger

/// What the parts of one comparison share: its scale, its folder, and histories made once.
final class Workbench {
  let events: Int
  let runs: Int
  /// A folder of this run's own on the disk that is measured.
  let folder: String
  private(set) var skipped: [Comparison.Missing] = []
  private(set) var failed: [Comparison.Missing] = []

  let only: [String]
  private var simulated: SimulatedLedger?

  /// Makes the folder.
  ///
  /// - Throws: What the file system says.
  init(folder: String, events: Int, runs: Int, only: [String]) throws {
    self.events = events
    self.runs = runs
    self.only = only
    self.folder = folder + "/run-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(
      atPath: self.folder,
      withIntermediateDirectories: true
    )
  }

  /// Removes all that was made.
  func clear() {
    try? FileManager.default.removeItem(atPath: folder)
  }

  func wants(_ kind: FigureKind) -> Bool { Part.means(only, kind.name) }

  /// The ledger of a simulated helpdesk, made on first use; closed, with a checkpoint.
  func simulatedLedger() async throws -> SimulatedLedger {
    if let simulated { return simulated }
    Progress.note("simulating \(events) events")
    let made = try await SimulatedLedger(at: folder + "/simulated.ledger", events: events)
    simulated = made
    return made
  }

  /// Makes a folder that stays until the end of the run.
  func makeFolder() throws -> String {
    let path = folder + "/" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Lends a new folder, and removes it afterwards.
  func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    let path = try makeFolder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }

  /// Lends a new ledger that keeps no checkpoints on its way.
  func withLedger<R>(
    _ durability: Ledger.Options.Durability,
    privacy: Ledger.Options.Privacy = .plain,
    _ body: (Ledger) async throws -> R
  ) async throws -> R {
    try await withFolder { path in
      let options = Ledger.Options(
        durability: durability,
        privacy: privacy,
        checkpointInterval: .max
      )
      let ledger = try await Ledger.open(at: path + "/bench.ledger", options: options)
      do {
        let result = try await body(ledger)
        await ledger.close()
        return result
      } catch {
        await ledger.close()
        throw error
      }
    }
  }

  /// Measures the figures that are wanted: every round each side once, in turns.
  ///
  /// A baseline that is unavailable takes its figures with it, and the results say so.
  func measure(_ pairings: [Pairing]) async throws -> [Figure] {
    var pairings = pairings.filter { wants($0.kind) }
    for side in Workbench.sides(of: pairings) {
      do {
        try await side.prepare()
      } catch let problem as Unavailable {
        for pairing in pairings where pairing.uses(side) {
          skip(pairing.kind, problem.reason)
        }
        pairings.removeAll { $0.uses(side) }
      }
    }
    let sides = Workbench.sides(of: pairings)
    let isDurable = pairings.contains { $0.kind.isDurable }
    var probe = isDurable ? try DiskProbe(in: folder) : nil
    var measured = Dictionary(uniqueKeysWithValues: sides.map { ($0.name, [Double]()) })
    try await inTurns(sides.map(\.name)) { number in
      try probe?.sample()
      measured[sides[number].name]?.append(try await sides[number].measure())
    }
    return pairings.map { pairing in
      Figure(
        pairing.kind,
        ours: measured[pairing.ours.name] ?? [],
        baseline: measured[pairing.baseline.name] ?? [],
        fsyncMicroseconds: pairing.kind.isDurable ? probe?.median : nil
      )
    }
  }

  /// Runs a body once a round for each name, every other round from the last to the first.
  ///
  /// What slows a machine for a while, or warms it, so falls on all of them.
  func inTurns(_ names: [String], _ body: (Int) async throws -> Void) async throws {
    for round in 0..<runs {
      let order = round.isMultiple(of: 2) ? Array(names.indices) : names.indices.reversed()
      for number in order {
        Progress.note("\(names[number]), round \(round + 1) of \(runs)")
        try await body(number)
      }
    }
  }

  private func skip(_ kind: FigureKind, _ reason: String) {
    Progress.note("\(kind.name) is skipped: \(reason)")
    skipped.append(Comparison.Missing(name: kind.name, reason: reason))
  }

  /// Remembers that a figure could not be measured because of an error.
  func fail(_ kind: FigureKind, _ error: any Error) {
    Progress.note("\(kind.name) failed: \(error)")
    failed.append(Comparison.Missing(name: kind.name, reason: String(describing: error)))
  }

  /// Each side once, in the order of the pairings.
  private static func sides(of pairings: [Pairing]) -> [Side] {
    var sides: [Side] = []
    for side in pairings.flatMap({ [$0.ours, $0.baseline] })
    where !sides.contains(where: { $0.name == side.name }) {
      sides.append(side)
    }
    return sides
  }
}

extension Pairing {
  fileprivate func uses(_ side: Side) -> Bool {
    ours.name == side.name || baseline.name == side.name
  }
}

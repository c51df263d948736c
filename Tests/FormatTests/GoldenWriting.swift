import Foundation
import Testing
import TicketLedger
import Transparency

/// Writes golden ledgers of the present version into a folder, where one is asked for.
///
/// `make golden-ledgers` asks. What is committed is written once, and never again.
@Suite("The writing of golden ledgers", .serialized)
struct GoldenWriting {
  static let target = ProcessInfo.processInfo.environment["TICKET_LEDGER_GOLDEN"]

  @Test("writes them", .enabled(if: target != nil, "TICKET_LEDGER_GOLDEN names no folder"))
  func write() async throws {
    let root = try #require(GoldenWriting.target) + "/v\(Ledger.formatVersion)"
    try #require(!FileManager.default.fileExists(atPath: root), "\(root) is there already")
    for name in GoldenLedger.all.map(\.name) {
      let desk = try GoldenDesk(name, sealed: name == "sealed")
      let folder = root + "/" + name
      try make(folder)
      let names: GoldenFacts.Names
      switch name {
      case "plain": names = try await desk.writePlain()
      case "sealed": names = try await desk.writeSealed()
      case "month": names = try await desk.writeMonth()
      default:
        names = try await desk.writeCut {
          try keepFiles(of: desk.copy.path, in: folder + "/ledger")
        }
      }
      if name != "cut" { try await keep(desk, in: folder + "/ledger") }
      try keepFiles(of: desk.copy.keys, in: folder + "/keys")
      try await describe(folder, desk, names)
    }
  }

  private func make(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Keeps a closed ledger without its unused pages.
  private func keep(_ desk: GoldenDesk, in folder: String) async throws {
    let ledger = try await desk.copy.open()
    try await ledger.backUp(to: folder, withKeys: desk.copy.isSealed)
    await ledger.close()
    try? FileManager.default.removeItem(atPath: folder + "/lock.mdb")
  }

  private func keepFiles(of folder: String, in target: String) throws {
    try make(target)
    for file in try FileManager.default.contentsOfDirectory(atPath: folder)
    where !file.contains("lock") {
      try FileManager.default.copyItem(atPath: folder + "/" + file, toPath: target + "/" + file)
    }
  }

  /// Asks a copy of what is kept, and keeps the answers beside it.
  private func describe(
    _ folder: String,
    _ desk: GoldenDesk,
    _ names: GoldenFacts.Names
  ) async throws {
    let copy = try LedgerCopy(name: desk.name)
    try copy.take(folder + "/ledger", as: copy.path)
    try copy.take(folder + "/keys", as: copy.keys)
    let ledger = try await copy.open(access: .readOnly)
    let facts = try GoldenFacts(of: ledger, asking: names)
    let lines = try GoldenFacts.export(of: ledger)
    let note = try #require(try ledger.checkpoint())
    await ledger.close()
    try facts.json().write(to: URL(fileURLWithPath: folder + "/facts.json"))
    try Data((lines.joined(separator: "\n") + "\n").utf8)
      .write(to: URL(fileURLWithPath: folder + "/export.jsonl"))
    try Data(note.bytes).write(to: URL(fileURLWithPath: folder + "/checkpoint"))
  }
}

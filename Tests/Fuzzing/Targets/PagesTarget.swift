import Foundation
import LedgerStore
import StoreSurvival
import StudySupport

/// Whole files of a log, mutated in place: what the reader of pages passes, LMDB has to survive, in this
/// very process.
///
/// An input is a file itself, where it is as long as two pages; else the first byte chooses a sound file,
/// and the others say what is done to its pages. Of a ledger, what is passed is opened, asked, written to
/// and verified as well.
enum PagesTarget {
  /// The shortest input that is a file itself.
  private static let leastFile = 8_192

  static func run(_ bytes: [UInt8]) {
    guard bytes.count < leastFile else { return tryOut(bytes, isLedger: false) }
    var script = Script(bytes)
    let base = Int(script.byte()) % 3
    tryOut(PageEdits.changed(files[base], by: &script), isLedger: base == 2)
  }

  /// The file that an input stands for.
  static func file(of bytes: [UInt8]) -> [UInt8] {
    guard bytes.count < leastFile else { return bytes }
    var script = Script(bytes)
    let base = Int(script.byte()) % 3
    return PageEdits.changed(files[base], by: &script)
  }

  private static func tryOut(_ file: [UInt8], isLedger: Bool) {
    let folder = Scratch.empty("pages")
    let path = folder + "/changed.ledger"
    write(file, to: path)
    guard let report = try? LogStore.examine(at: path) else { return }
    demand(report.isStable, "a file at rest is not stable")
    for problem in report.problems {
      demand(!problem.description.contains("\n"), "a problem of several lines: \(problem)")
    }
    guard report.isSound else {
      refuse(path)
      if isLedger { LedgerExercise.run(at: path, examinesFile: true) }
      return
    }
    if isLedger {
      LedgerExercise.run(at: path, examinesFile: true)
      write(file, to: path)
    }
    var survival = Survival(path: path)
    _ = survival.run()
  }

  /// A file with a problem is not opened by who asks for an examination.
  private static func refuse(_ path: String) {
    let options = LogStore.Options(access: .readOnly, examinesFile: true)
    guard let store = try? LogStore.open(at: path, options: options) else { return }
    store.close()
    demand(false, "a file with problems was opened")
  }

  private static func write(_ file: [UInt8], to path: String) {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: path + "/data.mdb", contents: Data(file))
    try? FileManager.default.removeItem(atPath: path + "/lock.mdb")
  }

  /// A log of a few pages, one with deep trees, long values and lists of free pages, and a ledger.
  private static let files: [[UInt8]] = [
    log(transactions: 2, seed: 1), log(transactions: 12, seed: 2), BaseLedger.quickFile,
  ]

  private static func log(transactions: Int, seed: UInt64) -> [UInt8] {
    let path = Scratch.empty("log")
    do {
      let store = try LogStore.open(
        at: path,
        options: .init(durability: .none, createsIfMissing: true)
      )
      var random = SeededNumbers(seed: seed)
      for _ in 0..<transactions { try append(to: store, &random, isLarge: transactions > 4) }
      store.close()
    } catch {
      fatalError("no log to begin with: \(error)")
    }
    return FileManager.default.contents(atPath: path + "/data.mdb").map(Array.init) ?? []
  }

  private static func append(
    to store: LogStore,
    _ random: inout SeededNumbers,
    isLarge: Bool
  ) throws {
    let sizes = isLarge ? [30, 200, 900, 1_900, 5_000, 20_000] : [30, 60, 200]
    let count = isLarge ? 20 : 6
    let chosen = (0..<count).map { _ in
      (sizes.randomElement(using: &random) ?? 30, UInt8.random(in: 1...255, using: &random))
    }
    try store.append { writer in
      for (size, byte) in chosen {
        let position = try writer.append([UInt8](repeating: byte, count: min(size, 1_900)))
        try writer.put([UInt8](repeating: byte, count: size), in: .contents, at: position)
        try writer.put([UInt8](repeating: byte, count: 90), in: .streams, at: UInt64(byte % 16))
        let name = [byte] + [UInt8](repeating: 97, count: size % 250)
        try writer.put([UInt8](repeating: byte, count: 8), in: .references, for: name)
        if position > 8, byte % 3 == 0 { _ = try writer.remove(in: .contents, at: position / 2) }
      }
    }
  }
}

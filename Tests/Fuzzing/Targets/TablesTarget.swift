import Foundation
import TicketLedger

/// Ledgers of which the pages are sound and the entries are not: stored states of projections, stream
/// heads, contents, envelopes, references, marks, hashes, checkpoints.
///
/// The input says what is done to the entries of ``BaseLedger``. The first byte says which checksums are
/// made to hold again, so that what they vouch for is looked at, whether there are agreements, and whether a
/// table is missing.
enum TablesTarget {
  private static let full = tables(of: BaseLedger.file)
  private static let quick = tables(of: BaseLedger.quickFile)

  private static func tables(of file: [UInt8]) -> [String: [RawTables.Entry]] {
    let path = Scratch.empty("tables")
    _ = FileManager.default.createFile(atPath: path + "/data.mdb", contents: Data(file))
    return RawTables.read(path)
  }

  static func run(_ bytes: [UInt8]) {
    var script = Script(bytes)
    let mending = script.byte()
    let hasAgreements = mending & 8 == 8
    let base = hasAgreements ? full : quick
    var tables = base
    var touched: Set<String> = []
    while !script.isAtEnd {
      let name = RawTables.names[Int(script.byte()) % RawTables.names.count]
      touched.insert(name)
      change(&tables[name, default: []], by: &script, isNumbered: RawTables.numbered.contains(name))
    }
    if mending & 1 == 1 { touched.formUnion(Mending.mendProjections(in: &tables)) }
    if mending & 2 == 2 { touched.formUnion(Mending.mendContents(in: &tables)) }
    if mending & 4 == 4 {
      tables["projections"] = []
      touched.insert("projections")
    }
    let file = hasAgreements ? BaseLedger.file : BaseLedger.quickFile
    let path = Scratch.empty("tables") + "/changed.ledger"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: path + "/data.mdb", contents: Data(file))
    var edits = edits(to: tables, from: base, in: touched)
    let missing = Int(mending >> 4)
    if 1...RawTables.names.count ~= missing {
      edits.append(.drop(table: RawTables.names[missing - 1]))
    }
    RawTables.apply(edits, to: path)
    LedgerExercise.run(at: path)
  }

  private static func edits(
    to tables: [String: [RawTables.Entry]],
    from base: [String: [RawTables.Entry]],
    in touched: Set<String>
  ) -> [RawTables.Edit] {
    touched.sorted().flatMap { name -> [RawTables.Edit] in
      let before = Set(base[name] ?? [])
      let after = tables[name] ?? []
      let kept = Set(after.map(\.key))
      let removed = before.filter { !kept.contains($0.key) }.map {
        RawTables.Edit.remove(table: name, key: $0.key)
      }
      return removed + after.filter { !before.contains($0) }.map { .put(table: name, $0) }
    }
  }

  private static func change(
    _ entries: inout [RawTables.Entry],
    by script: inout Script,
    isNumbered: Bool
  ) {
    let kind = script.byte()
    let place = script.place(below: entries.count)
    guard entries.indices.contains(place) else { return }
    let size = entries[place].value.count
    switch kind % 10 {
    case 0: entries[place].value.set(script.word(), width: 1, at: script.place(below: size))
    case 1, 2, 3:
      let width = [2, 4, 8][Int(kind % 10) - 1]
      entries[place].value.set(script.telling(), width: width, at: script.place(below: size))
    case 4: entries[place].value.removeLast(size - script.place(below: size + 1))
    case 5: entries[place].value += script.take(Int(script.byte()))
    case 6: entries.remove(at: place)
    case 7:
      let other = script.place(below: entries.count)
      let value = entries[place].value
      entries[place].value = entries[other].value
      entries[other].value = value
    case 8:
      // Another entry like it, at the end or anywhere.
      var copy = entries[place]
      let last = entries.last?.key.number(at: 0, width: 8) ?? 0
      let number = kind < 128 ? last &+ 1 : script.telling()
      if isNumbered {
        copy.key.set(number, width: 8, at: 0)
      } else {
        copy.key.set(script.word(), width: 1, at: script.place(below: copy.key.count))
      }
      entries.removeAll { $0.key == copy.key }
      entries.append(copy)
    default:
      // Some bytes of another entry.
      let other = entries[script.place(below: entries.count)].value
      let start = script.place(below: other.count)
      let bytes = other.dropFirst(start).prefix(Int(script.byte()))
      let target = script.place(below: size)
      for (index, byte) in bytes.enumerated() {
        entries[place].value.set(UInt64(byte), width: 1, at: target + index)
      }
    }
  }
}

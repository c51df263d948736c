import TicketLedger

/// How a row's time is taken from its columns.
struct TimeRule: Sendable {
  /// The columns, joined by ``separator``.
  var columns: [String]
  /// What stands between joined columns.
  var separator: String
  /// How the time is written.
  var format: TimeFormat
  /// The zone of times that have no offset of their own; nil where the row says it.
  var zone: String?
  /// The column that names the zone or offset of each row.
  var zoneColumn: String?
  /// The place in the mapping, for messages.
  var path: String

  /// Reads the rule.
  init(_ node: MappingNode) throws(ImportError) {
    path = node.path
    let members = try node.members([
      "column", "columns", "separator", "format", "zone", "zoneColumn",
    ])
    guard let place = members["column"] ?? members["columns"],
      members["column"] == nil || members["columns"] == nil
    else {
      throw node.error("no column is named", "give one of \"column\" and \"columns\"")
    }
    columns = try place.names()
    separator = try members["separator"]?.string() ?? " "
    guard let formatNode = members["format"] else {
      throw node.error("no format is given", "add \"format\", for example \"yyyy-MM-dd HH:mm:ss\"")
    }
    do {
      format = try TimeFormat(try formatNode.name())
    } catch let fault as TimeFormat.Fault {
      throw formatNode.error(fault.problem, fault.remedy)
    } catch let error as ImportError {
      throw error
    } catch {
      throw formatNode.error("\(error)", "write a pattern")
    }
    zone = try members["zone"]?.name()
    zoneColumn = try members["zoneColumn"]?.name()
    if let node = members["zone"], let zone, ZoneClock(zone) == nil {
      throw node.error(
        "\"\(zone)\" is not a zone",
        "use an IANA name such as Europe/Paris, UTC, or an offset such as +01:00"
      )
    }
    if format.needsZone, zone == nil, zoneColumn == nil {
      throw node.error(
        "the times have no offset, and no zone is given",
        "add \"zone\" (\"UTC\", \"Europe/Paris\", \"+01:00\"), or \"zoneColumn\""
      )
    }
  }
}

/// A time rule bound to one file's columns, with the zones it has looked up so far.
final class BoundTime {
  let rule: TimeRule
  /// Where the rule's columns stand in the file.
  let columns: [Int]
  /// Where the column stands that names the zone.
  let zoneColumn: Int?
  private var parser: TimeParser
  private var bytes: [UInt8] = []

  init(_ rule: TimeRule, columns: [Int], zoneColumn: Int?) {
    self.rule = rule
    self.columns = columns
    self.zoneColumn = zoneColumn
    parser = TimeParser(rule.format, zone: rule.zone.flatMap { ZoneClock($0) })
  }

  /// The row's time as written.
  func text(_ row: borrowing CSVRow) -> String {
    columns.map { row.text($0) }.joined(separator: rule.separator)
  }

  /// The column that a row's zone stands in and what it says there, where that is no zone and the time would
  /// be one in any other; nil where it is the time that is wrong.
  func unknownZone(_ row: borrowing CSVRow) -> (column: String, name: String)? {
    guard let column = rule.zoneColumn, let place = zoneColumn else { return nil }
    let name = row.text(place)
    let isMissing = name.isEmpty && rule.zone == nil
    guard isMissing || !name.isEmpty && ZoneClock(name) == nil else { return nil }
    read(row)
    return parser.instant(bytes, zoneName: "UTC").map { _ in (column, name) }
  }

  /// The row's time in milliseconds since 1970; nil where it is not written as the rule says.
  func milliseconds(_ row: borrowing CSVRow) -> Int64? {
    read(row)
    let zoneName = zoneColumn.map { row.text($0) }
    return parser.instant(bytes, zoneName: zoneName.flatMap { $0.isEmpty ? nil : $0 })?
      .millisecondsSince1970
  }

  /// Puts the row's time, as it is written, in `bytes`.
  private func read(_ row: borrowing CSVRow) {
    bytes.removeAll(keepingCapacity: true)
    for (index, column) in columns.enumerated() {
      if index > 0 { bytes.append(contentsOf: rule.separator.utf8) }
      row.append(column, to: &bytes)
    }
  }
}

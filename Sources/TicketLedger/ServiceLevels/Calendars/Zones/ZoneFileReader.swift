/// Reads a time zone file: RFC 9636, "The Time Zone Information Format (TZif)", versions 1 to 4.
///
/// ```
/// header   magic "TZif" · version · 15 reserved · six counts of 4 bytes, big-endian
/// data     times (4 or 8 bytes each) · a type for each · types (6 bytes each) · names
///          · leap seconds · standard/wall flags · UT/local flags
/// ```
///
/// A file of version 1 is one header and its data with times of 4 bytes. Later ones have these for
/// old readers, then a header and data with times of 8 bytes, then the footer: a POSIX `TZ` value
/// between two newlines. Any bytes give a zone or throw.
struct ZoneFileReader {
  private let name: String
  private let bytes: [UInt8]
  private var offset = 0

  private struct Header {
    var version: UInt8
    var universalFlagCount: Int
    var standardFlagCount: Int
    var leapSecondCount: Int
    var timeCount: Int
    var typeCount: Int
    var nameSize: Int

    /// The bytes of the data that follow.
    func size(ofTime width: Int) -> Int {
      timeCount * (width + 1) + typeCount * 6 + nameSize + leapSecondCount * (width + 4)
        + standardFlagCount + universalFlagCount
    }
  }

  /// Reads the rules of a zone.
  static func rules(_ name: String, of bytes: [UInt8]) throws(ZoneFault) -> ZoneRules {
    var reader = ZoneFileReader(name: name, bytes: bytes)
    let parts = try reader.parts()
    if let reason = parts.problem { throw .damaged(name, reason: reason) }
    return ZoneRules(name: name, parts: parts)
  }

  private init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  private mutating func parts() throws(ZoneFault) -> ZoneParts {
    var header = try header()
    guard header.version != 0 else { return try data(header, timeWidth: 4) }
    offset += try checkedSize(of: header, timeWidth: 4)
    header = try self.header()
    var parts = try data(header, timeWidth: 8)
    let footer = try footer()
    guard !footer.isEmpty else { return bounded(parts) }
    guard let zone = POSIXZone(footer) else { throw damage("its footer is no POSIX rule") }
    let isWhole = parts.transitions.last.map { $0.secondsSince1970 <= ZoneParts.seconds.upperBound }
    parts = bounded(parts)
    if isWhole ?? true { parts.setFinalRule(zone) }
    return parts
  }

  private mutating func header() throws(ZoneFault) -> Header {
    guard bytes.count - offset >= 44 else { throw damage("it ends inside a header") }
    guard bytes[offset..<offset + 4].elementsEqual("TZif".utf8) else {
      throw damage("it does not begin with TZif")
    }
    let version = bytes[offset + 4]
    guard version == 0 || UInt8(ascii: "2")...UInt8(ascii: "4") ~= version else {
      throw damage("version byte \(version) is none of versions 1 to 4")
    }
    offset += 20
    let header = Header(
      version: version,
      universalFlagCount: Int(number(4)),
      standardFlagCount: Int(number(4)),
      leapSecondCount: Int(number(4)),
      timeCount: Int(number(4)),
      typeCount: Int(number(4)),
      nameSize: Int(number(4))
    )
    return header
  }

  /// The size of the data of a header, once it is known that they are there.
  private func checkedSize(of header: Header, timeWidth: Int) throws(ZoneFault) -> Int {
    let size = header.size(ofTime: timeWidth)
    guard bytes.count - offset >= size else { throw damage("it ends inside its data") }
    return size
  }

  private mutating func data(_ header: Header, timeWidth: Int) throws(ZoneFault) -> ZoneParts {
    let end = offset + (try checkedSize(of: header, timeWidth: timeWidth))
    guard header.leapSecondCount == 0 else {
      throw damage("it counts leap seconds; take the zone that is not under right/")
    }
    guard 1...256 ~= header.typeCount else { throw damage("it has no types, or more than 256") }
    guard [0, header.typeCount].contains(header.standardFlagCount),
      [0, header.typeCount].contains(header.universalFlagCount)
    else { throw damage("its flags are not one for each type") }
    let times = (0..<header.timeCount).map { _ in
      timeWidth == 4 ? Int64(Int32(truncatingIfNeeded: number(4))) : Int64(bitPattern: number(8))
    }
    let typeOfTime = bytes[offset..<offset + header.timeCount]
    offset += header.timeCount
    let offsets = (0..<header.typeCount).map { _ in
      defer { offset += 2 }
      return Int(Int32(truncatingIfNeeded: number(4)))
    }
    guard typeOfTime.allSatisfy({ $0 < header.typeCount }) else {
      throw damage("a transition names a type that is not there")
    }
    guard offsets.allSatisfy(ZoneRule.offsets.contains) else {
      throw damage("an offset is more than a day")
    }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw damage("its transitions are not in order")
    }
    offset = end
    let transitions = zip(times, typeOfTime).map {
      ZoneTransition(secondsSince1970: $0, offsetInSeconds: offsets[Int($1)])
    }
    return ZoneParts(firstOffsetInSeconds: offsets[0], transitions: transitions)
  }

  private mutating func footer() throws(ZoneFault) -> ArraySlice<UInt8> {
    let newline = UInt8(ascii: "\n")
    guard offset < bytes.count, bytes[offset] == newline,
      let end = bytes[(offset + 1)...].firstIndex(of: newline)
    else { throw damage("its footer does not stand between newlines") }
    defer { offset = end + 1 }
    return bytes[offset + 1..<end]
  }

  /// The same zone inside the years 1 to 9999: files begin and end where their makers liked.
  private func bounded(_ parts: ZoneParts) -> ZoneParts {
    let seconds = ZoneParts.seconds
    let early = parts.transitions.prefix { $0.secondsSince1970 < seconds.lowerBound }
    let kept = parts.transitions[early.endIndex...]
      .prefix { $0.secondsSince1970 <= seconds.upperBound }
    return ZoneParts(
      firstOffsetInSeconds: early.last?.offsetInSeconds ?? parts.firstOffsetInSeconds,
      transitions: Array(kept)
    )
  }

  private mutating func number(_ width: Int) -> UInt64 {
    defer { offset += width }
    return bytes[offset..<offset + width].reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func damage(_ reason: String) -> ZoneFault {
    .damaged(name, reason: reason)
  }
}

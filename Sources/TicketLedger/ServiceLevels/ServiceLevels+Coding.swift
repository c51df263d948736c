extension ServiceLevels {
  /// Ticket by ticket in the order of their numbers, so that the order of events of different tickets
  /// leaves no trace.
  ///
  /// ```
  /// u32 tickets, each: i64 lastAt, u16 running, u16 cut short, 9 clocks, u32 waits, u32 outcomes, u32 early breaches, each list in order of time
  /// u32 alarms, each: u32 ticket, u8 clock, u32 cycle, u16 threshold, u64 policy
  /// ```
  public func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(rows.count))
    var places: ContiguousArray<UInt32> = []
    for row in rows.indices {
      writer.beginSection(ofTicketAt: row)
      clocks.encode(rows[row], into: &writer, &places)
    }
    writer.beginSection()
    writer.write(UInt32(raised.count))
    for alarm in raised.sorted() {
      writer.beginSection(ofTicketAt: Int(alarm.ticket))
      writer.write(alarm.ticket)
      writer.write(alarm.clock)
      writer.write(alarm.cycle)
      writer.write(alarm.threshold)
      writer.write(alarm.policy)
    }
  }

  /// Reads what ``encode(into:)`` wrote.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let count = try reader.readCount(ofEntriesTaking: 8 + 4 + 9 * 2 + 12)
    for _ in 0..<count { rows.append(try clocks.decodeRow(from: &reader)) }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 19)) {
      raised.insert(try AlarmKey(decoding: &reader))
    }
  }
}

extension ClockTables {
  /// Writes a row and its chains, each from the first entry; `places` is room to turn them round in.
  fileprivate func encode(
    _ row: ClockRow,
    into writer: inout ByteWriter,
    _ places: inout ContiguousArray<UInt32>
  ) {
    writer.write(row.lastAt)
    writer.write(row.running)
    writer.write(row.cutShort)
    for clock in ServiceClock.allCases {
      let slot = row[clock]
      writer.write(slot.cycle)
      guard slot.cycle > 0 else { continue }
      writer.write(slot.breached)
      writer.write(slot.rule)
      writer.write(slot.start)
      writer.write(boundAt(clock, row))
    }
    collect(from: row.lastWait, into: &places) { waits[$0].previous }
    writer.write(UInt32(places.count))
    for place in places.reversed() {
      writer.write(waits[Int(place)].from)
      writer.write(waits[Int(place)].code)
    }
    collect(from: row.lastOutcome, into: &places) { outcomes[$0].previous }
    writer.write(UInt32(places.count))
    for place in places.reversed() {
      outcomes[Int(place)].encode(into: &writer)
      guard outcomes[Int(place)].verdict == .breached else { continue }
      (knownBreach(ofOutcome: place) ?? .never).encode(into: &writer)
    }
    collect(from: row.lastEarlyBreach, into: &places) { earlyBreaches[$0].previous }
    writer.write(UInt32(places.count))
    for place in places.reversed() { earlyBreaches[Int(place)].encode(into: &writer) }
  }

  /// The places of a chain, from the last.
  @inline(__always)
  private func collect(
    from last: UInt32,
    into places: inout ContiguousArray<UInt32>,
    previous: (Int) -> UInt32
  ) {
    places.removeAll(keepingCapacity: true)
    var place = last
    while place != ClockWait.none {
      places.append(place)
      place = previous(Int(place))
    }
  }

  /// Reads a row and its chains.
  fileprivate mutating func decodeRow(
    from reader: inout ByteReader
  ) throws(DecodingFailure) -> ClockRow {
    var row = ClockRow()
    row.lastAt = try reader.readInstant()
    row.running = try reader.read()
    row.cutShort = try reader.read()
    let all = ServiceClock.allCases.reduce(0) { $0 | $1.bit }
    guard (row.running | row.cutShort) & ~all == 0, row.running & row.cutShort == 0 else {
      throw .invalidValue(offset: reader.offset)
    }
    for clock in ServiceClock.allCases { try decode(clock, of: &row, from: &reader) }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 9)) {
      let from = try reader.readInstant()
      let code: UInt8 = try reader.read()
      guard code <= ClockWait.over else { throw .invalidValue(offset: reader.offset) }
      waits.append(ClockWait(from: from, previous: row.lastWait, code: code))
      row.lastWait = UInt32(waits.count - 1)
      row.waitCode = code
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: ClockOutcome.encodedSize)) {
      let outcome = try ClockOutcome(after: row.lastOutcome, decoding: &reader)
      row.lastOutcome = ClockTables.place(after: outcomes)
      outcomes.append(outcome)
      guard outcome.verdict == .breached else { continue }
      let breach = try Breach(decoding: &reader)
      knownBreaches.append(KnownBreach(outcome: row.lastOutcome, breach: breach))
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: EarlyBreach.encodedSize)) {
      earlyBreaches.append(try EarlyBreach(after: row.lastEarlyBreach, decoding: &reader))
      row.lastEarlyBreach = UInt32(earlyBreaches.count - 1)
    }
    return row
  }

  private mutating func decode(
    _ clock: ServiceClock,
    of row: inout ClockRow,
    from reader: inout ByteReader
  ) throws(DecodingFailure) {
    var slot = ClockSlot()
    slot.cycle = try reader.read()
    guard slot.cycle > 0 else { return }
    slot.breached = try reader.read()
    slot.rule = try reader.read()
    slot.start = try reader.readInstant()
    row.restore(clock, slot)
    let boundAt = try reader.readInstant()
    guard boundAt != slot.start else { return }
    row.follow(slot.rule, clock, from: boundAt)
    bind(clock.bit, of: &row, at: boundAt)
  }
}

extension ClockOutcome {
  static let encodedSize = 4 + 4 + 2 * 8 + 2 + 4

  func encode(into writer: inout ByteWriter) {
    writer.write(rule)
    writer.write(place.team)
    writer.write(startedAt)
    writer.write(stoppedAt)
    writer.write(cycle)
    writer.write(place.level)
    writer.write(clock.rawValue)
    writer.write(ordinal ?? .max)
    writer.write(verdict.rawValue)
  }

  init(after previous: UInt32, decoding reader: inout ByteReader) throws(DecodingFailure) {
    let rule: UInt32 = try reader.read()
    let team: UInt32 = try reader.read()
    let startedAt = try reader.readInstant()
    let stoppedAt = try reader.readInstant()
    let cycle: UInt16 = try reader.read()
    let level: UInt8 = try reader.read()
    let clock = ServiceClock(rawValue: try reader.read())
    let ordinal: UInt8 = try reader.read()
    guard let clock, team <= UInt32(TermID.maximumIndex),
      ordinal == .max || Int(ordinal) < ServiceRule.maximumTargetsOfOneClock,
      let verdict = Verdict(rawValue: try reader.read()),
      verdict.isDerived == (ordinal == .max) || verdict == .superseded
    else { throw .invalidValue(offset: reader.offset) }
    self.init(
      of: clock,
      ordinal == .max ? nil : ordinal,
      cycle: cycle,
      under: rule,
      from: startedAt,
      to: stoppedAt,
      heldBy: TicketPlace(team: team, level: level),
      after: previous,
      verdict: verdict
    )
  }
}

extension Breach {
  /// What an outcome is taken to have that lost its breach: never seen.
  fileprivate static let never = Breach(dueAt: .distantFuture, breachedAt: .distantFuture)

  func encode(into writer: inout ByteWriter) {
    writer.write(dueAt)
    writer.write(breachedAt)
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    dueAt = try reader.readInstant()
    breachedAt = try reader.readInstant()
  }
}

extension EarlyBreach {
  static let encodedSize = 8 + 8 + 8 + 4 + 2 + 1 + 1

  func encode(into writer: inout ByteWriter) {
    breach.encode(into: &writer)
    writer.write(leftAt)
    writer.write(rule)
    writer.write(cycle)
    writer.write(clock.rawValue)
    writer.write(ordinal)
  }

  init(after previous: UInt32, decoding reader: inout ByteReader) throws(DecodingFailure) {
    self.previous = previous
    breach = try Breach(decoding: &reader)
    leftAt = try reader.readInstant()
    rule = try reader.read()
    cycle = try reader.read()
    guard let clock = ServiceClock(rawValue: try reader.read()) else {
      throw .invalidValue(offset: reader.offset)
    }
    self.clock = clock
    ordinal = try reader.read()
    guard ordinal < ServiceRule.maximumTargetsOfOneClock else {
      throw .invalidValue(offset: reader.offset)
    }
  }
}

extension AlarmKey {
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    ticket = try reader.read()
    clock = try reader.read()
    cycle = try reader.read()
    threshold = try reader.read()
    policy = try reader.read()
  }
}

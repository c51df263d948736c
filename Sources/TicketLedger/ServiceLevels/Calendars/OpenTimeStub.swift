struct OpenTime: Sendable {
  static let always = OpenTime()
  init() {}
  init(_ c: ServiceCalendar) {}
  func milliseconds(from a: Instant, to b: Instant) -> Int64 { max(0, b.milliseconds(since: a)) }
  func adding(_ ms: Int64, to: Instant) -> Instant? { to.advanced(byMilliseconds: ms) }
  func subtracting(_ ms: Int64, from: Instant) -> Instant? { from.advanced(byMilliseconds: -ms) }
  func nextOpen(from: Instant) -> Instant? { from }
  func addingWorkingDays(_ n: Int, to: Instant, endOfDay: Bool) -> Instant? {
    to.advanced(byMilliseconds: Int64(n) * 86_400_000)
  }
}
extension ServiceCalendar {
  func encode(into writer: inout ByteWriter) {}
  init(decoding reader: inout ByteReader) throws(DecodingFailure) { throw .unknownKind(0) }
}
extension ServiceCalendar { func problems() -> [String] { [] } }
extension OpenTime { func openSegments(in r: Range<Instant>) -> [Range<Instant>] { [r] } }

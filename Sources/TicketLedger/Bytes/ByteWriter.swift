/// Writes little-endian numbers, bytes and texts one after another.
///
/// ```swift
/// var writer = ByteWriter()
/// writer.write(UInt32(7))
/// writer.write("Network")
/// ```
public struct ByteWriter: Sendable {
  /// What was written, then room.
  private var storage: [UInt8]
  /// The bytes of ``storage`` that are written.
  private var used = 0
  /// The bytes of sections that were handed on.
  private var handedOn = 0
  /// Takes each section when it ends, where somebody does.
  private let takeSection: (@Sendable (RawSpan) -> Void)?
  /// Which tickets the present section is for, where it is for some.
  private var ticketSection: Int?

  /// Creates a writer with room for `capacity` bytes.
  public init(capacity: Int = 0) {
    storage = Array(repeating: 0, count: capacity)
    takeSection = nil
  }

  /// Creates a writer that hands each section on when the next begins, and keeps no other than the
  /// present one.
  init(sections: @escaping @Sendable (RawSpan) -> Void) {
    storage = []
    takeSection = sections
  }

  /// The number of bytes written.
  public var count: Int { handedOn + used }

  /// What has been written; while a checkpoint is encoded, since the last ``beginSection()``.
  ///
  /// - Complexity: O(n) where there is room left, as then it is a copy.
  public var bytes: [UInt8] { used == storage.count ? storage : Array(storage[..<used]) }

  /// What has been written, in place.
  var span: RawSpan {
    @_lifetime(borrow self) get { unsafe storage.span.bytes.extracting(0..<used) }
  }

  /// Forgets what was written and keeps the room.
  ///
  /// - Precondition: No section was begun while a checkpoint is encoded: it was stored already.
  public mutating func removeAll() {
    precondition(handedOn == 0, "what was handed on cannot be taken back")
    used = 0
  }

  /// Writes a number in its own width, little-endian.
  @inlinable
  public mutating func write(_ number: some FixedWidthInteger & BitwiseCopyable) {
    append(number.littleEndian)
  }

  /// Writes numbers of 8 bytes each, little-endian, in the time of one.
  mutating func write<let count: Int>(_ words: InlineArray<count, UInt64>) {
    var rest = words
    for place in rest.indices { rest[place] = rest[place].littleEndian }
    append(rest)
  }

  @usableFromInline
  mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    let end = used + MemoryLayout<Value>.size
    if end > storage.count { grow(to: end) }
    unsafe storage.withUnsafeMutableBytes { raw in
      unsafe raw.storeBytes(of: value, toByteOffset: used, as: Value.self)
    }
    used = end
  }

  /// Writes a truth value as one byte, 0 or 1.
  public mutating func write(_ value: Bool) {
    append(value ? 1 : 0 as UInt8)
  }

  /// Writes a moment as its milliseconds, 8 bytes.
  public mutating func write(_ instant: Instant) {
    write(instant.millisecondsSince1970)
  }

  /// Writes bytes as they are.
  public mutating func write(_ raw: some Collection<UInt8>) {
    let isDone: Void? = raw.withContiguousStorageIfAvailable { buffer in
      unsafe copy(UnsafeRawBufferPointer(buffer))
    }
    if isDone == nil { for byte in raw { append(byte) } }
  }

  /// Writes bytes as they are.
  mutating func write(_ raw: RawSpan) {
    unsafe raw.withUnsafeBytes { unsafe copy($0) }
  }

  private mutating func copy(_ raw: UnsafeRawBufferPointer) {
    let end = used + raw.count
    if end > storage.count { grow(to: end) }
    unsafe storage.withUnsafeMutableBytes { target in
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[used..<end]).copyMemory(from: raw)
    }
    used = end
  }

  /// Writes a text as the 4-byte count of its UTF-8 bytes, then those.
  public mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      write(UInt32(clamping: utf8.count))
      unsafe copy(UnsafeRawBufferPointer(utf8))
    }
  }

  private mutating func grow(to least: Int) {
    let size = max(least, 2 * storage.count, 64)
    storage.append(contentsOf: repeatElement(0, count: size - storage.count))
  }
}

extension ByteWriter {
  /// Begins a section, which a checkpoint stores apart from what was written before.
  ///
  /// Only sections that changed are stored again. So a large encoding is cut where changes keep to
  /// themselves: at the same entries each time, some thousands of bytes apart, and not by counting
  /// bytes, since then an entry that grows would move all that follow. Sections are no part of the
  /// encoding: it is read, and hashed, as one. But `verify` compares what is stored, so that other
  /// sections, too, are another ``Projection/version``.
  public mutating func beginSection() {
    ticketSection = nil
    guard let takeSection, used > 0 else { return }
    takeSection(span)
    handedOn += used
    used = 0
  }

  /// Begins a section where a table in the order of tickets comes to the next thousand or so, by
  /// their numbers.
  mutating func beginSection(ofTicketAt place: Int) {
    let section = place >> ByteWriter.ticketSectionShift
    guard section != ticketSection else { return }
    beginSection()
    ticketSection = section
  }

  /// A section holds 1,024 tickets.
  private static let ticketSectionShift = 10
}

extension UInt64 {
  /// The word of eight bytes, written as they stand here.
  init(_ bytes: InlineArray<8, UInt8>) {
    self = 0
    for place in bytes.indices { self |= UInt64(bytes[place]) << UInt64(8 * place) }
  }

  /// The word of two numbers, written as they stand here.
  init(_ first: UInt32, _ second: UInt32) {
    self = UInt64(first) | UInt64(second) << 32
  }
}

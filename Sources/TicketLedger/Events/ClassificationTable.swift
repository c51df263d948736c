import Synchronization

/// The terms of every classification by many dimensions that the process has met, each once, under a
/// number of its own.
///
/// Known classifications are found, and numbers spelt out, without a lock: replays on several threads
/// do not wait for one another. Nothing in it is ever moved or taken away, so that what a number stands
/// for can be read at any time; it grows by what is distinct among the classifications read, 68 bytes
/// each, and an index.
///
/// `@unchecked Sendable`: what the pointers lead to is written before they are published, and then only
/// read, but for the places of an index, which are atomic.
@safe final class ClassificationTable: @unchecked Sendable {
  static let shared = ClassificationTable()

  /// The values of one chunk; chunk k holds ``firstChunkSize`` · 2^k of them.
  private typealias Chunk = UnsafeMutablePointer<DimensionTerms>
  /// Numbers by hash, in open addressing with steps of one; at most half full, a power of two.
  ///
  /// The first element is the mask of places, the others each a number with its hash in the high half;
  /// 0 where there is none.
  private typealias Index = UnsafeMutablePointer<Atomic<UInt64>>

  private static let firstChunkSize = 64
  private static let firstIndexSize = 128

  /// A chunk is complete in memory before a number in it is known to anybody.
  private let chunks = unsafe InlineArray<27, Atomic<Chunk?>> { _ in unsafe Atomic(nil) }
  /// The index in force; those before it stay, as somebody may be reading them.
  private let index: Atomic<Index>
  /// How many numbers are given; held by whoever gives the next.
  private let count = Locked(1)
  /// Chosen by the process, so that nobody who chooses terms can make them collide.
  private let seed = UInt64.random(in: .min ... .max)

  private init() {
    unsafe index = unsafe Atomic(
      ClassificationTable.makeIndex(of: ClassificationTable.firstIndexSize)
    )
  }

  /// The terms of a number; none for 0.
  func terms(of number: UInt32) -> DimensionTerms {
    guard number != 0 else { return DimensionTerms() }
    let (chunk, offset) = ClassificationTable.place(of: number)
    guard let values = unsafe chunks[chunk].load(ordering: .acquiring) else {
      return DimensionTerms()
    }
    return unsafe values[offset]
  }

  /// The number of terms; those that were never met get the next.
  func number(of terms: DimensionTerms) -> UInt32 {
    guard !terms.isEmpty else { return 0 }
    let hash = hash(of: terms)
    if let number = find(terms, hash) { return number }
    return count.withLock { count in
      if let number = find(terms, hash) { return number }
      let number = UInt32(count)
      keep(terms, under: number)
      add(number, hash)
      count += 1
      growIfNeeded(count)
      return number
    }
  }

  private func hash(of terms: DimensionTerms) -> UInt32 {
    var hash = seed
    for place in 0..<terms.count {
      let mixed = UInt64(terms[place].rawValue) ^ hash
      let product = mixed.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = product.high ^ product.low
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  private func find(_ terms: DimensionTerms, _ hash: UInt32) -> UInt32? {
    let index = unsafe index.load(ordering: .acquiring)
    let mask = unsafe index[0].load(ordering: .relaxed)
    var place = UInt64(hash) & mask
    while true {
      let slot = unsafe index[Int(place) + 1].load(ordering: .acquiring)
      guard slot != 0 else { return nil }
      let number = UInt32(truncatingIfNeeded: slot)
      if slot >> 32 == UInt64(hash), self.terms(of: number) == terms { return number }
      place = (place + 1) & mask
    }
  }

  /// Writes the value of a number; under the lock.
  private func keep(_ terms: DimensionTerms, under number: UInt32) {
    let (chunk, offset) = ClassificationTable.place(of: number)
    if let values = unsafe chunks[chunk].load(ordering: .relaxed) {
      unsafe (values + offset).initialize(to: terms)
      return
    }
    let values = Chunk.allocate(capacity: ClassificationTable.firstChunkSize << chunk)
    unsafe (values + offset).initialize(to: terms)
    unsafe chunks[chunk].store(values, ordering: .releasing)
  }

  /// Lets a number be found; under the lock.
  private func add(_ number: UInt32, _ hash: UInt32) {
    unsafe ClassificationTable.put(
      UInt64(hash) << 32 | UInt64(number),
      into: index.load(ordering: .relaxed)
    )
  }

  /// Makes an index of twice the size where the present one is half full; under the lock.
  private func growIfNeeded(_ count: Int) {
    let former = unsafe index.load(ordering: .relaxed)
    let size = unsafe Int(former[0].load(ordering: .relaxed)) + 1
    guard count > size / 2 else { return }
    let larger = unsafe ClassificationTable.makeIndex(of: 2 * size)
    for place in 1...size {
      let slot = unsafe former[place].load(ordering: .relaxed)
      if slot != 0 { unsafe ClassificationTable.put(slot, into: larger) }
    }
    unsafe index.store(larger, ordering: .releasing)
  }

  private static func makeIndex(of size: Int) -> Index {
    let index = Index.allocate(capacity: size + 1)
    unsafe index.initialize(to: Atomic(UInt64(size - 1)))
    for place in 1...size { unsafe (index + place).initialize(to: Atomic(0)) }
    return unsafe index
  }

  private static func put(_ slot: UInt64, into index: Index) {
    let mask = unsafe index[0].load(ordering: .relaxed)
    var place = slot >> 32 & mask
    while unsafe index[Int(place) + 1].load(ordering: .relaxed) != 0 { place = (place + 1) & mask }
    unsafe index[Int(place) + 1].store(slot, ordering: .releasing)
  }

  /// Where the value of a number lies.
  private static func place(of number: UInt32) -> (chunk: Int, offset: Int) {
    let first = UInt64(firstChunkSize)
    let chunk = 63 - (UInt64(number) / first + 1).leadingZeroBitCount
    return (chunk, Int(UInt64(number) - first * (1 << UInt64(chunk) - 1)))
  }
}

/// A stream of pseudo-random numbers that is the same on every machine.
///
/// The generator is xoshiro256** of David Blackman and Sebastiano Vigna, "Scrambled Linear
/// Pseudorandom Number Generators" (ACM TOMS 47, 2021), its state filled by SplitMix64 of Guy Steele,
/// Doug Lea and Christine Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014), as
/// its authors advise. Everything here is integer arithmetic.
struct RandomStream: BitwiseCopyable, Sendable {
  /// What a stream is for; streams of one seed are independent of one another.
  enum Name: UInt64 {
    case arrivals = 1
    case demand = 2
    case outbreaks = 3
    case bulletins = 4
    case tickets = 5
    case words = 6
    case people = 7
  }

  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Creates the stream of a name, and of an index where a name has many.
  init(seed: UInt64, _ name: Name, index: UInt64 = 0) {
    let start = RandomStream.mix(seed, name, index: index)
    s0 = RandomStream.scrambled(start &+ RandomStream.step)
    s1 = RandomStream.scrambled(start &+ RandomStream.step &* 2)
    s2 = RandomStream.scrambled(start &+ RandomStream.step &* 3)
    s3 = RandomStream.scrambled(start &+ RandomStream.step &* 4)
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    let result = RandomStream.rotated(s1 &* 5, by: 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = RandomStream.rotated(s3, by: 45)
    return result
  }

  /// One number drawn from nothing but a seed, a name and an index.
  static func mix(_ seed: UInt64, _ name: Name, index: UInt64 = 0) -> UInt64 {
    scrambled(scrambled(seed &+ name.rawValue &* step) &+ index &* step)
  }

  /// SplitMix64's golden increment.
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// SplitMix64's output function.
  static func scrambled(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private static func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
  }
}

import Synchronization

/// Who asks: as many persons at any time, one of whom is replaced when he or she is erased.
final class Persons: Sendable {
  private let generations: Mutex<[Int]>

  init(count: Int) {
    generations = Mutex(Array(repeating: 0, count: count))
  }

  func identity(at place: Int) -> String {
    generations.withLock { "requester-\(place)-\($0[place])" }
  }

  /// Lets somebody else take a place.
  ///
  /// - Returns: Who had it.
  func replace(at place: Int) -> String {
    generations.withLock { generations in
      let identity = "requester-\(place)-\(generations[place])"
      generations[place] += 1
      return identity
    }
  }
}

/// A generator that gives the same numbers for the same seed: SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

import StudySupport

/// Who asks: as many persons at any time, one of whom is replaced when he or she is erased.
final class Persons: Sendable {
  private let generations: Guarded<[Int]>

  init(count: Int) {
    generations = Guarded(Array(repeating: 0, count: count))
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

/// One run: what is done, and where the disk fails.
struct FailingCase {
  /// What becomes of the disk.
  enum Trouble {
    /// The call of that number fails, or the next one that can fail so.
    case failure(Failure, at: Int, Defect)
    /// The file system has so many pages.
    case medium(pages: Int)
  }

  let work: Scenario.Work
  let trouble: Trouble

  init(_ work: Scenario.Work, _ trouble: Trouble) {
    self.work = work
    self.trouble = trouble
  }

  /// Reads `plain.sync-error.17`, `plain.sync-error.17.swallowed` or `plain.medium.40`.
  init?(_ name: String) {
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count >= 3, let work = Scenario.Work(rawValue: parts[0]),
      let number = Int(parts[2])
    else { return nil }
    self.work = work
    if parts[1] == "medium" {
      trouble = .medium(pages: number)
      return
    }
    let defect = parts.count < 4 ? .nothing : Defect(rawValue: parts[3])
    guard let failure = Failure(rawValue: parts[1]), let defect else { return nil }
    trouble = .failure(failure, at: number, defect)
  }

  var name: String {
    switch trouble {
    case .medium(let pages): "\(work.rawValue).medium.\(pages)"
    case .failure(let failure, let number, let defect):
      "\(work.rawValue).\(failure.rawValue).\(number)"
        + (defect == .nothing ? "" : ".\(defect.rawValue)")
    }
  }

  /// What the table calls a medium that is full.
  static let fullMedium = "full tmpfs"

  /// What the table calls it.
  var kind: String {
    switch trouble {
    case .medium: FailingCase.fullMedium
    case .failure(let failure, _, _): failure.rawValue
    }
  }
}

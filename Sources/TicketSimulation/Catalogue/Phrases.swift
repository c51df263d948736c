/// What people say and write, in pieces.
enum Phrases {
  static let details = [
    "It began this morning.", "It worked yesterday.", "It happens every time.",
    "A colleague has the same.", "I restarted already.", "I need it before noon.",
    "It happens since the last update.", "I am at another site today.",
    "Nothing changed on my side.", "Please call me back.",
  ]
  static let wishes = [
    "My manager has agreed.", "Needed from the first of the month.",
    "The same as my colleague has.", "For the whole team.", "For a new project.",
    "The old one goes back.",
  ]
  static let requests = ["Please set up: ", "New order: ", "Please provide: ", "Replacement for: "]
  static let accesses = [
    "Access wanted: ", "Rights changed: ", "Reset of password: ", "Access ends: ",
  ]
  static let questions = ["How to: ", "Where to find: ", "Question about: ", "What does it mean: "]
  static let acknowledgements = [
    "We have your ticket and look into it.", "Thank you, a colleague takes care of it.",
    "Received; we come back to you today.",
  ]
  static let asks = [
    "Which message do you see exactly?", "When did it last work?", "May we connect to your screen?",
    "Which device do you use?", "Could you try again and tell us?",
  ]
  static let information = [
    "We found something and go on.", "A specialist has your ticket now.",
    "This takes until tomorrow.", "The vendor is at work on it.", "A part is on its way.",
  ]
  static let solutions = [
    "It works again; please check.", "We changed a setting; sign in anew.",
    "The right is granted; it shows within the hour.", "Here is how it is done, step by step.",
    "The part was replaced.", "The service runs again.",
  ]
  static let answers = [
    "It says: error 17.", "Since Monday.", "Yes, connect when you like.", "Still the same.",
    "It is the laptop.", "Here is what you asked for.",
  ]
  static let notes = [
    "Checked the usual suspects.", "Log shows repeated timeouts.", "Same as seen last week.",
    "Called back, nobody there.", "Reproduced on a test machine.", "Configuration compared.",
    "Waiting makes no sense, going on.", "Handed over with all that is known.",
  ]
  /// By the place of the resolution code in the catalogue's list.
  static let resolutions = [
    ["Restarted the service.", "Installed the update.", "Cleared the queue."],
    ["Shown another way until it is repaired.", "Restart every morning until the update comes."],
    ["Corrected the setting.", "Configured as it should have been."],
    ["Replaced the part.", "Replaced the machine."],
    ["Explained the steps.", "Shown on the screen together."],
    ["Granted the right.", "Unlocked the account.", "Password was reset."],
    ["Delivered as ordered.", "Installed and handed over."],
    ["Did not happen again while we looked.", "Nothing found."],
    ["The vendor repaired it.", "The carrier repaired the line."],
    ["Carried out as planned.", "Carried out, then checked."],
  ]
  static let escalations = [
    "The requester asks for a date.", "Time runs out on this one.", "A whole floor stands still.",
  ]
  static let reopenings = [
    "It is back.", "It worked for an hour only.", "The main point is still open.",
    "Closed too early.",
  ]
  static let cancellations = [
    "No longer needed.", "Solved itself.", "Not something we provide.", "Opened by mistake.",
  ]
  static let praise = ["Quick and kind.", "Well explained, thank you.", "Perfect."]
  static let complaints = ["Took too long.", "Nobody told me anything.", "Had to ask three times."]
  static let files = ["screenshot.png", "error.log", "form.pdf", "photo.jpg", "settings.txt"]
  static let signals = [
    "Response time above threshold", "Errors in the log above threshold", "Disk nearly full",
    "Probe timed out",
  ]
  static let failures = [
    "We know of the disturbance and work on it.", "The service is down; no need to call.",
  ]
  static let recoveries = ["The service runs again.", "The disturbance is over."]
  static let maintenance = [
    "Maintenance tonight from 20:00.", "Short interruption on Saturday morning.",
  ]
}

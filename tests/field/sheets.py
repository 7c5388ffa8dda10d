"""A form as @getodk/web-forms shows it, filled in by the words that stand on it."""

from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page


@dataclass
class Sheet:
    """The form that ``page`` shows, or the part of it under ``within``."""

    page: Page
    within: Locator

    @classmethod
    def of(cls, page: Page, form: str) -> "Sheet":
        """Open a form of the list."""
        page.locator(f"#forms a[href='#{form}']").click()
        sheet = cls(page, page.locator(".odk-form"))
        sheet.within.wait_for()
        return sheet

    def repeat(self, number: int) -> "Sheet":
        """The repeat of this number, from 0."""
        return Sheet(self.page, self.within.locator(".is-repeat").nth(number))

    def question(self, label: str) -> Locator:
        return self.within.locator(".question-container").filter(has=self.page.get_by_text(label, exact=True)).first

    def write(self, label: str, text: str) -> None:
        field = self.question(label).locator("input, textarea").first
        field.click()
        field.press("ControlOrMeta+a")
        field.press_sequentially(text)
        field.blur()

    def press(self, label: str, choice: str) -> None:
        """Choose one of the choices that are all shown."""
        self.question(label).locator(".value-option").filter(has_text=choice).first.click()

    def pick(self, label: str, choice: str) -> None:
        """Choose one of a list that opens."""
        self.question(label).get_by_role("combobox").first.click()
        self.page.get_by_role("option", name=choice).first.click()

    def mark(self, label: str, *points: tuple[float, float]) -> None:
        """Tap the map at these parts of its width and height."""
        drawn = self.question(label).locator(".map-block canvas").first
        drawn.scroll_into_view_if_needed()
        box = drawn.bounding_box()
        assert box
        for across, down in points:
            self.page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
            self.page.wait_for_timeout(400)

    def choose(self, label: str, name: str) -> None:
        """Choose one of the places on the map, by the list of them where it lies under another, or by its pin."""
        self.mark(label, (0.35, 0.78))
        chosen = self.question(label).get_by_role("button", name="Save selected")
        chosen.click()

    def locate(self, label: str) -> None:
        """Have the device say where it is."""
        self.question(label).get_by_role("button", name="Get location").click()
        self.page.get_by_role("button", name="Save location").click()

    def attach(self, label: str, photo: FilePayload) -> None:
        self.question(label).locator("input[type=file]").first.set_input_files(photo)

    def send(self) -> None:
        self.page.get_by_role("button", name="Send", exact=True).click()

"""A press while another is still being taken loses neither."""


def test_neither_of_two_overlapping_key_presses_is_lost(start_server, tabs):
    app = tabs(start_server("tests/browser/two_buttons.py"))
    app.page.goto(app.address)
    counted = app.page.get_by_text("Counted")
    app.expect(counted).to_have_text("Counted 0")
    for presses in (2, 4):
        app.page.get_by_role("button", name="Slow").click()
        app.page.wait_for_selector('[data-test-script-state="running"]')
        app.page.get_by_role("button", name="Quick").click()
        app.expect(counted).to_have_text(f"Counted {presses}")

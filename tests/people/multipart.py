"""What a browser sends when a form has a file in it."""

BOUNDARY = "----a-boundary-that-no-text-holds"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(typed: dict[str, str], file: tuple[str, bytes]) -> bytes:
    """Give a body with what was typed, and a (name, content) as control `file`."""
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{text}\r\n' for name, text in typed.items()]
    name, content = file
    parts.append(f'{head}"file"; filename="{name}"\r\n\r\n')
    return "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()

/* Runs in a page: the contrast (WCAG 2) of every text with the nearest filled thing behind it. */
(() => {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);

  const luminance = (color) => {
    const [r, g, b] = channels(color).map((channel) => {
      const value = channel / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  const behind = (element) => {
    const box = element.tagName === "text" ? element.parentElement.querySelector(".box") : null;
    if (box !== null) return getComputedStyle(box).fill;
    for (let each = element; each !== null; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };

  const holdsText = (element) =>
    element.tagName !== "title" &&
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "");

  return [...document.querySelectorAll("main *")].filter(holdsText).map((element) => {
    const style = getComputedStyle(element);
    const lights = [luminance(element.tagName === "text" ? style.fill : style.color), luminance(behind(element))];
    return { text: element.textContent, ratio: (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05) };
  });
})();

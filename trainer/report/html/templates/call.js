"use strict";
{
  const player = document.getElementById("player");
  const playing = document.getElementById("playing");
  let sound = null;
  let until = 0;
  let pressed = null;

  const stop = () => {
    if (sound) sound.pause();
    if (pressed) pressed.classList.remove("on");
    if (player) player.hidden = true;
    sound = pressed = null;
  };

  const play = (button) => {
    stop();
    sound = document.getElementById("sound-" + button.dataset.sound);
    until = Number(button.dataset.to);
    pressed = button;
    button.classList.add("on");
    player.hidden = false;
    playing.textContent = "正在放：" + button.getAttribute("aria-label").replace(/^听 /, "");
    const own = sound;
    own.currentTime = Number(button.dataset.from);
    own.play().catch(() => {
      if (own === sound) playing.textContent = "浏览器放不出这段录音。请换新一点的浏览器，或者看看录音文件夹还在不在旁边。";
    });
  };

  for (const one of document.querySelectorAll("audio")) {
    one.addEventListener("timeupdate", () => { if (one === sound && one.currentTime >= until) stop(); });
    one.addEventListener("ended", () => { if (one === sound) stop(); });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("#stop")) return stop();
    if (event.target.closest("a") || String(getSelection())) return;
    const place = event.target.closest(".play") || event.target.closest(".row, .said")?.querySelector(".play");
    if (place) play(place);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
}
